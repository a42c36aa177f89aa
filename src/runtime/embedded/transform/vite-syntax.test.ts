import { describe, expect, it } from 'vitest'
import { CompileError } from '../module.ts'
import { runModules } from './run-module.ts'
import { transformScript } from './script.ts'
import { project } from './test-surroundings.ts'
import type { Surroundings } from './transform.ts'

const files = {
  'src/a.ts': '',
  'src/pages/one.ts': '',
  'src/pages/two.tsx': '',
  'src/pages/deep/three.ts': '',
  'src/pages/.hidden.ts': '',
  'src/img/x.png': '',
  'src/img/y.png': '',
  'src/w.ts': '',
}
const around = project({
  files,
  config: {
    define: { __APP__: '"1.0"', __N__: '3', 'import.meta.env.CUSTOM': '{"a":1}', 'a.b.c': '7' },
  },
})
const input = (source: string) => ({ path: 'src/a.ts', query: '', source, lang: 'ts' as const })

async function run(source: string, over: Surroundings = around) {
  const module = await transformScript(input(source), over)
  const outside = new Map(
    module.imports.map((specifier) => [specifier, { default: `default of ${specifier}`, x: 1 }]),
  )
  const meta = { url: 'http://x/src/a.ts', env: over.env, hot: undefined }
  const space = await runModules(new Map([['a', module]]), 'a', meta, outside)
  return { r: space['r'], module }
}

describe('import.meta.glob', () => {
  it.each<[string, RegExp]>([
    ['const p = "./*.ts"; import.meta.glob(p)', /written down/],
    ['import.meta.glob("pages/*")', /must start with/],
    ['import.meta.glob("../../*")', /out of the project/],
    ['import.meta.glob("./!(a).ts")', /extended/],
    ['import.meta.glob("./*", { eager: maybe })', /"eager"/],
    ['import.meta.glob("./*", { nope: true })', /no option "nope"/],
    ['import.meta.glob("./*", options)', /written down/],
  ])('refuses %s', async (source, message) => {
    const error: unknown = await transformScript(input(`let a: number\n${source}`), around).catch(
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof CompileError)) throw new Error(String(error))
    expect(error.problem.message).toMatch(message)
    expect(error.problem.line).toBe(2)
  })

  it.each<[string, string[], string[]]>([
    ['"./pages/*.ts"', ['./pages/one.ts'], ['./pages/one.ts']],
    [
      '"./pages/**/*.{ts,tsx}"',
      ['./pages/deep/three.ts', './pages/one.ts', './pages/two.tsx'],
      ['./pages/deep/three.ts', './pages/one.ts', './pages/two.tsx'],
    ],
    ['["./pages/*", "!**/two.*"]', ['./pages/one.ts'], ['./pages/one.ts']],
    ['["./pages/*", "!./pages/two.*"]', ['./pages/one.ts'], ['./pages/one.ts']],
    ['"/src/*.ts"', ['/src/w.ts'], ['/src/w.ts']],
    ['"@/*.ts"', ['/src/w.ts'], ['/src/w.ts']],
    [
      '"./pages/*.ts", { query: "?raw", import: "default" }',
      ['./pages/one.ts'],
      ['./pages/one.ts?raw'],
    ],
    [
      '"./pages/*.ts", { query: { a: "b", c: true } }',
      ['./pages/one.ts'],
      ['./pages/one.ts?a=b&c=true'],
    ],
    ['"./*.ts", { base: "./pages" }', ['./one.ts'], ['./pages/one.ts']],
    ['"./pages/.*"', ['./pages/.hidden.ts'], ['./pages/.hidden.ts']],
    [
      '"./pages/*.ts", { exhaustive: true }',
      ['./pages/.hidden.ts', './pages/one.ts'],
      ['./pages/.hidden.ts', './pages/one.ts'],
    ],
    ['"./none/*"', [], []],
  ])('of %s', async (call, keys, specifiers) => {
    const { r, module } = await run(`export const r = import.meta.glob<any>(${call})`)
    expect(Object.keys(r as object)).toEqual(keys)
    expect(module.dynamicImports).toEqual(specifiers)
    expect(module.dependsOnPaths).toBe(true)
    expect(Object.values(r as object).every((load) => typeof load === 'function')).toBe(true)
  })

  it('imports at once when eager', async () => {
    const { r, module } = await run(
      'export const r = import.meta.glob("./pages/*.ts", { eager: true, import: "x" })',
    )
    expect(module.imports).toEqual(['./pages/one.ts'])
    expect(r).toEqual({ './pages/one.ts': 1 })
  })
})

describe('constants', () => {
  it.each<[string, unknown]>([
    ['__APP__', '1.0'],
    ['__N__.toFixed()', '3'],
    ['{ __APP__ }', { __APP__: '1.0' }],
    ['((__APP__) => __APP__)(2)', 2],
    ['"__APP__"', '__APP__'],
    ['typeof __APP__', 'string'],
    ['import.meta.env.CUSTOM.a', 1],
    ['import.meta.env.MODE', 'development'],
    ['(({ MODE }) => MODE)(import.meta.env)', 'development'],
    ['process.env.NODE_ENV', 'development'],
    ['globalThis.process.env["NODE_ENV"]', 'development'],
    ['((process) => process.env.NODE_ENV)({ env: { NODE_ENV: 5 } })', 5],
    ['((a) => a.b.c)({ b: { c: 8 } })', 8],
    ['a.b.c', 7],
    ['(() => { let x = 1\n__N__\nreturn x })()', 1],
    ['import.meta.hot', undefined],
  ])('%s', async (source, expected) => {
    expect((await run(`export const r = ${source}`)).r).toEqual(expected)
  })
})

describe('addresses', () => {
  it('of files are static imports', async () => {
    const { module } = await run(
      'export const r = 1; () => [new URL("./img/x.png", import.meta.url), new URL("w.ts", import.meta.url)]',
    )
    expect(module.imports).toEqual(['./img/x.png?url', './w.ts?url'])
    expect(module.code).toContain('new URL($i[0].default, $m.url)')
  })

  it('of workers ask for a worker', async () => {
    const { module } = await run(
      'export const r = 1; () => new Worker(new URL("./w.ts", import.meta.url), { type: "module" })',
    )
    expect(module.imports).toEqual(['./w.ts?worker_url'])
  })

  it('of what is no file of the project stay', async () => {
    const { r, module } = await run(
      'export const r = ["/x.png", "./gone.png", "https://a/b", "#c"].map(String); new URL("./gone.png", import.meta.url); new URL("/x.png", import.meta.url)',
    )
    expect(r).toHaveLength(4)
    expect(module.imports).toEqual([])
  })

  it('of templates stand for all files that fit', async () => {
    const { module } = await run(
      'export const r = (name: string) => new URL(`./img/${name}.png`, import.meta.url).href',
    )
    expect(module.imports).toEqual(['./img/x.png?url', './img/y.png?url'])
    expect(module.dependsOnPaths).toBe(true)
  })
})
