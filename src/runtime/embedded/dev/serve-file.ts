import type { EngineFiles } from '../files.ts'
import type { ProjectConfig } from '../transform/transform.ts'
import { mimeOf } from '../transform/mime.ts'
import type { PreviewStart } from '../protocol.ts'
import type { FileSpace } from './file-space.ts'
import { splitQuery } from './module-id.ts'
import { joinPath } from '../transform/relative-path.ts'
import { isPrivate } from './resolve.ts'

/** Public files up to this size are sent ahead, and no more than this of all together. */
const AHEAD_BYTES = 128 * 1024
const ALL_AHEAD_BYTES = 2 * 1024 * 1024

export interface ServedFile {
  readonly bytes: Uint8Array
  readonly mime: string
}

/**
 * What Vite's dev server would answer for a path: a public file, a project
 * file as it is, or index.html for what looks like a page. Never .env files.
 */
export async function serveFile(
  address: string,
  { config, space }: { readonly config: ProjectConfig; readonly space: FileSpace },
): Promise<ServedFile | undefined> {
  const path = pathOf(address, config.base)
  if (path === undefined || isPrivate(path)) return undefined
  const places = config.publicDir === '' ? [path] : [`${config.publicDir}/${path}`, path]
  for (const place of places) {
    const bytes = path === '' ? undefined : await space.bytes(place)
    if (bytes) return { bytes, mime: mimeOf(place) }
  }
  if (path.slice(path.lastIndexOf('/') + 1).includes('.')) return undefined
  const page = await space.bytes('index.html')
  return page && { bytes: page, mime: 'text/html' }
}

/** The HTML file that a path of the app is: `/about.html`, `/docs/`, and index.html for all others. */
export function pageFor(address: string, files: EngineFiles, base: string): string {
  const path = pathOf(address, base) ?? ''
  const folder = path === '' ? '' : `${path}/`
  const candidates = [path, `${folder}index.html`, `${path}.html`]
  return candidates.find((name) => name.endsWith('.html') && files.has(name)) ?? 'index.html'
}

/** The project path that an address of the app names; undefined when it is none. */
function pathOf(address: string, base: string): string | undefined {
  const plain = splitQuery(address.split('#', 1)[0] ?? '').path
  const below = plain.startsWith(base) ? plain.slice(base.length) : plain.slice(1)
  try {
    return joinPath('', decodeURIComponent(below))
  } catch {
    return undefined // no well-formed address
  }
}

/** The small files of public/, by every path that they are served at. */
export function publicFiles(
  files: EngineFiles,
  config: ProjectConfig,
): PreviewStart['publicFiles'] {
  const found = new Map<string, ServedFile>()
  let total = 0
  if (config.publicDir === '') return found
  for (const path of files.paths(config.publicDir)) {
    const bytes = files.bytes(path)
    if (!bytes || bytes.length > AHEAD_BYTES || isPrivate(path)) continue
    total += bytes.length
    if (total > ALL_AHEAD_BYTES) break
    for (const address of publicAddresses(path, config)) {
      found.set(address, { bytes, mime: mimeOf(path) })
    }
  }
  return found
}

/** Where a project file is served at as a public one; empty when it is none. */
export function publicAddresses(path: string, config: ProjectConfig): readonly string[] {
  if (config.publicDir === '' || !path.startsWith(`${config.publicDir}/`)) return []
  const below = path.slice(config.publicDir.length + 1)
  return config.base === '/' ? [`/${below}`] : [`/${below}`, config.base + below]
}
