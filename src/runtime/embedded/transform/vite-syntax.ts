/** What Vite adds to JavaScript: import.meta.glob, import.meta.env, define, addresses of files. */
import { constantsOf, constantsStep } from './constants.ts'
import { createEdits } from './edits.ts'
import { globStep } from './glob-import.ts'
import { parseScript } from './parse-script.ts'
import type { ParsedScript } from './parse-script.ts'
import type { Pass, Step } from './pass.ts'
import { isGlobal, walkScopes } from './scope.ts'
import { addressStep } from './script-address.ts'
import { compileError, refusalOf } from './script-error.ts'
import { encodeMappings } from './source-map.ts'
import type { ScriptLang } from './strip.ts'
import type { Surroundings } from './transform.ts'

/** The steps of a pass that expand Vite's syntax; `onPaths` is told when a result depends on which files there are. */
export function viteSteps(
  pass: Pass,
  path: string,
  around: Surroundings,
  onPaths: () => void,
): Step[] {
  // The first step to take a node keeps it: import.meta.glob comes before import.meta.
  return [
    globStep(pass, path, around, onPaths),
    addressStep(pass, path, around, onPaths),
    constantsStep(pass, constantsOf(around)),
  ]
}

/** Runs a walk; what a step refused becomes a CompileError about the source. */
export function atPlace<T>(
  { path, source }: { readonly path: string; readonly source: string },
  parsed: ParsedScript,
  walk: () => T,
): T {
  try {
    return walk()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const place = parsed.trace(refusal.offset)
    throw compileError(path, source, {
      message: refusal.message,
      line: place && place.line + 1,
      column: place?.column,
    })
  }
}

export interface ExpandedScript {
  readonly code: string
  /** What `code` is written in: JavaScript as soon as anything was expanded. */
  readonly lang: ScriptLang
  /** From `code` to the source, JSON; undefined when nothing was changed. */
  readonly map: string | undefined
}

/**
 * For builds: the same script, still an ECMAScript module, in which Vite's own
 * syntax is expanded to plain imports and expressions. New imports have the
 * specifiers that `transformScript` reports (`./a.ts`, `/src/a.ts`, `./a.png?url`,
 * `./w.ts?worker_url`); their default export is the address. A script that has
 * nothing of the kind comes back as it is. Throws CompileError.
 */
export async function expandViteSyntax(
  input: { readonly path: string; readonly source: string; readonly lang: ScriptLang },
  around: Surroundings,
): Promise<ExpandedScript> {
  const { path, source, lang } = input
  const constants = constantsOf(around)
  const words = [...constants.keys()].map((key) => key.split('.').at(-1) ?? key)
  if (!source.includes('import.meta') && !words.some((word) => source.includes(word))) {
    return { code: source, lang, map: undefined }
  }
  const development = around.command === 'serve'
  const parsed = await parseScript({ ...input, development }, around.config)
  const { code, runs } = atPlace(input, parsed, () => expandParsed(parsed, path, around))
  return {
    code,
    lang: 'js',
    map: JSON.stringify({
      version: 3,
      sources: [`/${path}`],
      sourcesContent: [source],
      names: [],
      mappings: encodeMappings(code, runs, parsed.points, parsed.trace),
    }),
  }
}

function expandParsed(parsed: ParsedScript, path: string, around: Surroundings) {
  const edits = createEdits(parsed.code)
  const imports = new Map<string, string>()
  const steps = viteSteps(
    {
      program: parsed.program,
      source: parsed.code,
      edits,
      namespace(specifier) {
        const known = imports.get(specifier)
        if (known !== undefined) return known
        let name = `__vite_${imports.size}`
        while (parsed.code.includes(name)) name += '_'
        imports.set(specifier, name)
        return name
      },
      dynamicImport: (specifier) => `import(${JSON.stringify(specifier)})`,
      nameOf: (name) => name,
      begin: () => undefined,
    },
    path,
    around,
    () => undefined,
  )
  const declared = importedNames(parsed)
  const { references } = walkScopes(parsed.program, {
    wanted: (name) => steps.some((step) => step.wanted?.(name)),
    enter: (node, scope) => steps.every((step) => step.enter?.(node, scope) !== false),
  })
  for (const reference of references) {
    const { node, scope } = reference
    if (!isGlobal(node.name, scope) || declared.has(node.name)) continue
    steps.some((step) => step.global?.(reference))
  }
  for (const step of steps) step.finish?.()
  const prefix = [...imports].map(
    ([specifier, name]) => `import * as ${name} from ${JSON.stringify(specifier)};`,
  )
  return edits.apply(prefix.join(''))
}

function importedNames({ program }: ParsedScript): Set<string> {
  const names = new Set<string>()
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue
    for (const { local } of node.specifiers) names.add(local.name)
  }
  return names
}
