import { hoistImports, importedSheets, inlineImports } from './css-import.ts'
import { localiseNames, type ModuleNames } from './css-modules.ts'
import { parseCss, startRun, type StyleRun, type StyleSource } from './css-source.ts'
import { markUrls, piecesOf, type StylePiece } from './css-url.ts'
import type { Surroundings } from './transform.ts'

/** Tailwind's part, loaded when a project has it. Gives a sheet with its utilities in it. */
export type ExpandTailwind = (source: StyleSource, run: StyleRun) => Promise<string>

export interface StyleOptions {
  /** Undefined: the project has no Tailwind. */
  readonly tailwind: ExpandTailwind | undefined
  /** True: names become local. */
  readonly modules: boolean
}

/** A compiled sheet. */
export interface Style {
  /** Its text; a number stands for the address of that one of `assets`. */
  readonly pieces: readonly StylePiece[]
  /** Specifiers of the files it names. */
  readonly assets: readonly string[]
  /** Only CSS Modules. */
  readonly names: ModuleNames | undefined
  readonly dependencies: readonly string[]
  readonly warnings: readonly string[]
  /** True: made from the text of every file. */
  readonly tailwind: boolean
}

/** What uses Tailwind's own rules: only such a sheet costs a look at every file. */
const TAILWIND =
  /@(?:tailwind|apply|theme|utility|variant|custom-variant|source|config|plugin|reference)\b|@import\s+(?:url\(\s*)?["']?tailwindcss\b|--(?:spacing|alpha)\(|\btheme\(/

/** Throws CompileError. */
export async function compileStyle(
  source: StyleSource,
  options: StyleOptions,
  around: Surroundings,
): Promise<Style> {
  const run = startRun(around)
  let text = source.text.replace(/^\uFEFF/, '')
  const expand = (await usesTailwind({ ...source, text }, run)) ? options.tailwind : undefined
  if (expand) text = await expand({ ...source, text }, run)

  const root = parseCss({ path: source.path, text })
  if (expand) {
    markUrls(root, source.path, run)
    hoistImports(root)
  } else await inlineImports(root, source.path, run)
  const names = options.modules
    ? await localiseNames(root, source.path, source.text, run)
    : undefined
  run.dependencies.delete(source.path)
  return {
    pieces: piecesOf(root.toString(), run),
    assets: run.assets,
    names,
    dependencies: [...run.dependencies],
    warnings: run.warnings,
    tailwind: expand !== undefined,
  }

  async function usesTailwind(sheet: StyleSource, run: StyleRun): Promise<boolean> {
    if (!options.tailwind) return false
    if (TAILWIND.test(sheet.text)) return true
    if (!/@import\b/i.test(sheet.text)) return false
    for (const imported of await importedSheets(sheet, run)) {
      if (TAILWIND.test(imported.text)) return true
    }
    return false
  }
}
