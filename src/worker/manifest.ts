/** The files of one build of the app, by their path below its folder, with a hash of each. */
export interface Manifest {
  /** Changes with every build that differs. */
  readonly version: string
  /** The script that index.html must load: tells a page of this build from one of another. */
  readonly entry: string
  /** What the first screen needs. */
  readonly first: Files
  /** Everything else, small files first. */
  readonly later: Files
}

export type Files = readonly (readonly [path: string, hash: string])[]

/** The page itself; fetched as the folder, because some hosts redirect `index.html` to it. */
export const PAGE = 'index.html'

/** The host's own settings: a host changes them without a build, and may have none. */
export const SETTINGS = 'tabsmith.json'

export interface Plan {
  /** Unchanged since the version that is here: never fetched again. */
  readonly copy: readonly string[]
  readonly fetch: readonly string[]
}

/** What must be done for `wanted` to be in the cache, given what other versions left there (path → hash). */
export function planFiles(
  wanted: Files,
  cached: ReadonlySet<string>,
  others: ReadonlyMap<string, string>,
): Plan {
  const copy: string[] = []
  const fetch: string[] = []
  for (const [path, hash] of wanted) {
    if (cached.has(path)) continue
    // The page and the settings belong to what the host serves now.
    const kept = path !== PAGE && path !== SETTINGS && others.get(path) === hash
    ;(kept ? copy : fetch).push(path)
  }
  return { copy, fetch }
}
