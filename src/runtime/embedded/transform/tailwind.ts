import { compile } from 'tailwindcss'
import indexCss from 'tailwindcss/index.css?raw'
import preflightCss from 'tailwindcss/preflight.css?raw'
import themeCss from 'tailwindcss/theme.css?raw'
import utilitiesCss from 'tailwindcss/utilities.css?raw'
import { compileGlob } from '#workspace/glob.ts'
import { CompileError } from '../module.ts'
import { loadSheet } from './css-import.ts'
import { parseCss, type StyleRun, type StyleSource } from './css-source.ts'
import { markUrls } from './css-url.ts'
import { failAt, failFile, placeOf } from './place.ts'
import { resolveFrom } from './relative-path.ts'
import { findCandidates } from './tailwind-candidates.ts'
import type { Surroundings } from './transform.ts'

/** Tailwind's own sheets come with the engine, so that they need no package. */
const OWN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    index: indexCss,
    preflight: preflightCss,
    theme: themeCss,
    utilities: utilitiesCss,
  }),
)

/** What Tailwind does not look into for classes, and neither does this. */
const UNREAD =
  /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|\.env[^/]*|\.gitignore)$|\.(?:css|pcss|postcss|less|s[ac]ss|styl|lock|log|map)$/
const MAX_TEXT = 1_000_000

type Compiler = Awaited<ReturnType<typeof compile>>

/** A sheet that was compiled, to be built again with more classes. */
interface Kept {
  readonly text: string
  readonly compiler: Compiler
  /** What it was made from, and what that was then; undefined for what was not there. */
  readonly sheets: ReadonlyMap<string, string | undefined>
  readonly assets: readonly string[]
  readonly warnings: readonly string[]
  /** Lists of candidates that it has been given. */
  readonly given: WeakSet<readonly string[]>
  readonly reads: (path: string) => boolean
}

export interface Tailwind {
  /**
   * The sheet with Tailwind's rules carried out and the classes in it that the
   * project's files name. Rejects with CompileError.
   */
  expand(source: StyleSource, run: StyleRun): Promise<string>
}

export function createTailwind(): Tailwind {
  /** By path: the candidates of a file's last text. */
  const scanned = new Map<string, { readonly text: string; readonly found: readonly string[] }>()
  const kept = new Map<string, Kept>()

  async function expand(source: StyleSource, run: StyleRun): Promise<string> {
    const known = kept.get(source.path)
    const entry = known && isCurrent(known, source, run.around) ? known : await start(source, run)
    kept.set(source.path, entry)
    run.assets.splice(0, run.assets.length, ...entry.assets)
    run.warnings.push(...entry.warnings)
    for (const path of entry.sheets.keys()) run.dependencies.add(path)
    const candidates: string[] = []
    for (const found of candidatesOf(entry.reads, run.around)) {
      if (entry.given.has(found)) continue
      entry.given.add(found)
      for (const candidate of found) candidates.push(candidate)
    }
    try {
      return entry.compiler.build(candidates)
    } catch (thrown) {
      throw describe(thrown, source, entry.sheets)
    }
  }

  function candidatesOf(reads: (path: string) => boolean, around: Surroundings) {
    const found: (readonly string[])[] = []
    const paths = around.paths()
    for (const path of paths) {
      const text = reads(path) ? around.text(path) : undefined
      if (text === undefined || text.length > MAX_TEXT) continue
      let scan = scanned.get(path)
      if (scan?.text !== text) {
        scan = { text, found: findCandidates(text) }
        scanned.set(path, scan)
      }
      found.push(scan.found)
    }
    if (scanned.size > paths.length) {
      const present = new Set(paths)
      for (const path of scanned.keys()) if (!present.has(path)) scanned.delete(path)
    }
    return found
  }

  return { expand }
}

function isCurrent(known: Kept, source: StyleSource, around: Surroundings): boolean {
  if (known.text !== source.text) return false
  for (const [path, text] of known.sheets) {
    if (!path.startsWith('node_modules/') && around.text(path) !== text) return false
  }
  return true
}

async function start(source: StyleSource, run: StyleRun): Promise<Kept> {
  // For errors with their place: Tailwind's own parser tells less.
  parseCss(source)
  const before = new Set(run.dependencies)
  const loaded = new Map<string, string | undefined>()
  const text = (path: string): string =>
    path === source.path ? source.text : (loaded.get(path) ?? '')

  /** `base` is the path of the sheet that imports. */
  async function loadStylesheet(id: string, base: string) {
    const own = ownSheet(id, base)
    if (own) return own
    const found = await loadSheet(id, base, run)
    if (!found) {
      throw failAt(base, text(base), placeIn(text(base), id), `There is no style sheet ${id} here.`)
    }
    loaded.set(found.path, found.text)
    const root = parseCss(found)
    markUrls(root, found.path, run)
    return { path: found.path, base: found.path, content: root.toString() }
  }

  function loadModule(id: string, base: string, kind: 'plugin' | 'config'): never {
    const message =
      kind === 'plugin'
        ? `@plugin "${id}" is a program, and the embedded engine runs none while it compiles. ` +
          'Write what it adds with @utility, @custom-variant and @theme, or run this project in the WebContainer.'
        : `@config "${id}" is a program, and the embedded engine runs none while it compiles. ` +
          'Move its settings into the style sheet with @theme, or run this project in the WebContainer.'
    throw failAt(base, text(base), placeIn(text(base), id), message)
  }

  let compiler: Compiler
  try {
    compiler = await compile(source.text, {
      base: source.path,
      loadStylesheet,
      loadModule: async (id, base, kind) => loadModule(id, base, kind),
    })
  } catch (thrown) {
    throw describe(thrown, source, loaded)
  }
  const sheets = new Map<string, string | undefined>()
  for (const path of run.dependencies) {
    if (!before.has(path)) sheets.set(path, loaded.get(path) ?? run.around.text(path))
  }
  // Sheets that were looked at before (for whether they need Tailwind at all) count, too.
  for (const [path, content] of loaded) sheets.set(path, content)
  const reads = chooseFiles(compiler, run)
  return {
    text: source.text,
    compiler,
    sheets,
    assets: [...run.assets],
    warnings: [...run.warnings],
    given: new WeakSet(),
    reads,
  }
}

function ownSheet(id: string, base: string) {
  const name = /^tailwindcss(?:\/(\w+?)(?:\.css)?)?$/.exec(id)
  const beside = base.startsWith('node_modules/tailwindcss/') ? /^\.\/(\w+)\.css$/.exec(id) : null
  const found = name ? (name[1] ?? 'index') : beside?.[1]
  const content = found === undefined ? undefined : OWN.get(found)
  if (found === undefined || content === undefined) return undefined
  const path = `node_modules/tailwindcss/${found}.css`
  return { path, base: path, content }
}

/** Which files are read for classes, by `source()` and `@source`. */
function chooseFiles({ root, sources }: Compiler, run: StyleRun): (path: string) => boolean {
  const { outDir } = run.around.config
  const chosen = sources.map(({ base, pattern, negated }) => {
    const target = resolveFrom(base, pattern)
    if (!negated && (target === undefined || target.startsWith('node_modules/'))) {
      run.warnings.push(
        `@source "${pattern}" is outside of the project's own files, which is all that the embedded engine looks into for classes.`,
      )
    }
    return { fits: target === undefined ? () => false : inFolderOrGlob(target), negated }
  })
  const rootFolder =
    root !== null && root !== 'none' ? resolveFrom(root.base, root.pattern) : undefined
  const inRoot = rootFolder === undefined ? () => root === null : inFolderOrGlob(rootFolder)
  return (path) => {
    if (UNREAD.test(path) || path.startsWith(`${outDir}/`)) return false
    let read = inRoot(path)
    for (const { fits, negated } of chosen) if (fits(path)) read = !negated
    return read
  }
}

function inFolderOrGlob(target: string): (path: string) => boolean {
  if (target === '') return () => true
  const matches = compileGlob(target.includes('/') ? target : `./${target}`)
  return (path) => path.startsWith(`${target}/`) || matches(path)
}

/** Tailwind's errors name what they are about, but not where it is. */
function describe(
  thrown: unknown,
  source: StyleSource,
  sheets: ReadonlyMap<string, string | undefined>,
): Error {
  if (thrown instanceof CompileError || !(thrown instanceof Error)) {
    return thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  const named = [...thrown.message.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')
  const message = `Tailwind: ${thrown.message.trim()}`
  for (const [path, text] of [[source.path, source.text] as const, ...sheets]) {
    const name = named.find((one) => text?.includes(one))
    if (text !== undefined && name !== undefined)
      return failAt(path, text, placeIn(text, name), message)
  }
  return failFile(source.path, message)
}

function placeIn(text: string, part: string) {
  return placeOf(text, Math.max(0, text.indexOf(part)))
}
