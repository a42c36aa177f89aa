import { expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createTransform } from '../transform/create-transform.ts'
import { project } from '../transform/test-surroundings.ts'
import { toEsm } from './to-esm.ts'

async function esm(source: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const input = { path: 'src/a.ts', query: '', bytes: encodeText(source) }
  const around = project({ command: 'build', files: { 'src/a.ts': source, ...files } })
  return toEsm(await createTransform()(input, around), 'src/a.ts')
}

it('names the file when a module is no script', () => {
  const made = { format: 'esm', code: 'const = 1', imports: [], dynamicImports: [] } as const
  const input = { ...made, dependencies: [], dependsOnPaths: false }
  expect(() => toEsm(input, 'src/a.ts')).toThrow('This module cannot be built.')
})

it('keeps a module without imports and exports one', async () => {
  expect(await esm('document.title = "x"')).toContain('export {};')
})

it('leaves names that look like those of the registry alone', async () => {
  const code = await esm('const o = { $m: 1, $d: 2 }\nexport const n = o.$m + o.$d')
  expect(code).toContain('{ $m: 1, $d: 2 }')
  expect(code).toContain('o.$m + o.$d')
})

it('exports bindings, so that they stay live', async () => {
  const code = await esm('export let n = 0\nexport function f() { n++ }\nexport default class {}')
  expect(code).toContain('n as "n"')
  expect(code).toContain('f as "f"')
  expect(code).toContain('as "default"')
})

it('passes bindings of other modules on from where they are', async () => {
  const code = await esm(
    "export { a as b, default } from './x'\nexport * as all from './y'\nexport * from './z'",
  )
  expect(code).toContain('export { "a" as "b" } from "./x";')
  expect(code).toContain('export { "default" as "default" } from "./x";')
  expect(code).toContain('export * as "all" from "./y";')
  expect(code).toContain('export * from "./z";')
  expect(code).not.toContain('const $e')
})

it('keeps import(), import.meta.url and addresses of files', async () => {
  const code = await esm(
    "export const load = () => import('./late')\nexport const here = import.meta.url\nexport const at = new URL('./x.png', import.meta.url).href",
    { 'src/x.png': '' },
  )
  expect(code).toContain("import('./late')")
  expect(code).toContain('here = import.meta.url')
  expect(code).toContain('import * as $i0 from "./x.png?url";')
  expect(code).toContain('new URL($i0.default, import.meta.url)')
})

it('guards no loops and waits for no hot updates', async () => {
  const code = await esm(
    'export let n = 0\nwhile (n < 9) n++\nif (import.meta.hot) import.meta.hot.accept()',
  )
  expect(code).not.toMatch(/\$g|hot/)
})

it('keeps top-level await', async () => {
  expect(await esm("const { a } = await import('./late')\nexport { a }")).toContain(
    "await import('./late')",
  )
})

it('knows the files that a template in import() may mean', async () => {
  const input = {
    path: 'src/a.ts',
    query: '',
    bytes: new TextEncoder().encode('export const load = (n: string) => import(`./pages/${n}.ts`)'),
  }
  const made = await createTransform()(input, project({ command: 'build' }))
  const paths = ['src/a.ts', 'src/pages/b.ts', 'src/pages/deep/c.ts', 'src/pages/d.css', 'x.ts']
  const esm = toEsm(made, 'src/a.ts', paths)
  expect(esm).toContain('["./pages/b.ts", () => import("./pages/b.ts")]')
  expect(esm).not.toMatch(/deep|d\.css|x\.ts/)
  expect(esm).toContain('Unknown variable dynamic import')
})
