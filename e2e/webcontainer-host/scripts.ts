import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import ts from 'typescript'
import type { PreviewClientOptions } from './preview-client.ts'

/** The modules of the frame's page, by address. */
const modules: Readonly<Record<string, string>> = {
  '/frame.js': './frame.ts',
  '/wire.js': './wire.ts',
}

/** The frame's page: hidden, and nothing but its script. */
export const framePage = `<!doctype html>
<title>WebContainer stand-in</title>
<script type="importmap">{"imports":{"comlink":"/comlink.mjs"}}</script>
<script type="module" src="/frame.js"></script>
`

/** The JavaScript at an address of the frame's page; undefined when there is none. */
export async function readScript(address: string): Promise<string | undefined> {
  if (address === '/comlink.mjs') {
    const entry = createRequire(import.meta.url).resolve('comlink')
    return readFile(entry.replace(/umd.comlink\.js$/, 'esm/comlink.mjs'), 'utf8')
  }
  const source = modules[address]
  return source === undefined ? undefined : compile(source)
}

/** The script that previews start with, as one expression. */
export async function previewClientSource(options: PreviewClientOptions): Promise<string> {
  const source = await compile('./preview-client.ts')
  return `{${source.replaceAll(/^export /gm, '')};runPreviewClient(${JSON.stringify(options)})}`
}

const compiled = new Map<string, Promise<string>>()

/** Browsers take no TypeScript. Types are checked with everything else, not here. */
function compile(file: string): Promise<string> {
  const known = compiled.get(file)
  if (known) return known
  const result = readFile(new URL(file, import.meta.url), 'utf8').then(
    (text) =>
      ts.transpileModule(text, {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          rewriteRelativeImportExtensions: true,
          verbatimModuleSyntax: true,
        },
      }).outputText,
  )
  compiled.set(file, result)
  return result
}
