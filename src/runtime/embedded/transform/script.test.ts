import { beforeAll, describe, expect, it } from 'vitest'
import { CompileError } from '../module.ts'
import { loadEsbuild } from './esbuild.ts'
import { runModules } from './run-module.ts'
import { transformScript } from './script.ts'
import type { ScriptInput } from './script.ts'
import { createTracer, parseMap } from './source-map.ts'
import { plainConfig, project } from './test-surroundings.ts'
import type { ProjectConfig, Surroundings } from './transform.ts'

const jsx = (type: unknown, props: object, key?: string) => ({ type, ...props, key })
const outside = new Map<string, Record<string, unknown>>([
  ['react/jsx-dev-runtime', { jsxDEV: jsx, Fragment: 'fragment' }],
  ['preact/jsx-dev-runtime', { jsxDEV: () => 'preact' }],
  [
    'react',
    {
      default: { createElement: (...all: unknown[]) => all, Fragment: 'fragment' },
      createElement: (...all: unknown[]) => all,
    },
  ],
  ['dep', { default: 'd', a: 1, f: (x: unknown) => x }],
])

function fakeSurroundings(
  files: Readonly<Record<string, string>> = {},
  config: Partial<ProjectConfig> = {},
  compiler: Partial<ProjectConfig['compiler']> = {},
) {
  return project({
    files,
    config: { ...config, compiler: { ...plainConfig.compiler, ...compiler } },
  })
}

function transform(source: string, over: Partial<ScriptInput> = {}, around = fakeSurroundings()) {
  return transformScript({ path: 'src/a.tsx', query: '', source, lang: 'tsx', ...over }, around)
}

async function run(source: string, over: Partial<ScriptInput> = {}, around?: Surroundings) {
  const module = await transform(source, over, around)
  return runModules(new Map([['a', module]]), 'a', { url: 'here' }, outside)
}

async function problemOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CompileError)) throw new Error(`no CompileError: ${String(error)}`)
  return error.problem
}

// esbuild's start takes long on a busy machine.
beforeAll(async () => {
  await loadEsbuild()
}, 60_000)

describe('mistakes', () => {
  it.each<[string, number, number, RegExp]>([
    ['let a = 1\nlet a = 2', 2, 4, /already been declared/],
    ['const x: number = 1\nfunction f( {', 2, 13, /./],
    ['const x = <div>\n  <p></div>', 2, 7, /./],
    ['const x = <ul>\n  <li>a</b></ul>', 2, 9, /"b".*does not match.*"li"/],
    ['import { x } from "dep"\nx ===== 2', 2, 5, /Unexpected/],
    ['export = 3', 1, 0, /export =|CommonJS|ESM/i],
  ])('has message, place and frame for %j', async (source, line, column, message) => {
    const problem = await problemOf(transform(source))
    expect(problem).toMatchObject({ file: 'src/a.tsx', line, column })
    expect(problem.message).toMatch(message)
    expect(problem.message).not.toMatch(/\(\d+:\d+\)/)
    expect(problem.frame).toContain(source.split('\n')[line - 1])
  })

  it('refuses decorator metadata by name', async () => {
    const around = fakeSurroundings(
      {},
      {},
      { experimentalDecorators: true, emitDecoratorMetadata: true },
    )
    const problem = await problemOf(transform('\n@dec class A {}', {}, around))
    expect(problem.message).toContain('emitDecoratorMetadata')
    expect(problem).toMatchObject({ line: 2, column: 0 })
  })

  it('says where JSX may be written', async () => {
    const problem = await problemOf(transform('let a = <div/>', { lang: 'js', path: 'src/a.js' }))
    expect(problem.message).toContain('rename src/a.js')
  })

  it('are about the file that a script was made from', async () => {
    // Line 1 of the script is line 3, column 2 of the component.
    const inputMap = JSON.stringify({
      version: 3,
      sources: ['/src/A.vue'],
      sourcesContent: ['<template/>\n<script>\n  let a; let a\n</script>'],
      names: [],
      mappings: 'AAEE',
    })
    const problem = await problemOf(transform('let a; let a', { lang: 'js', inputMap }))
    expect(problem).toMatchObject({ line: 3, column: 2 })
    expect(problem.frame).toContain('> 3 |   let a; let a')
    const { map } = await transform('let a', { lang: 'js', inputMap })
    expect(parseMap(map ?? '')?.sources).toEqual(['/src/A.vue'])
  })

  it('survives code that is nested beyond measure', async () => {
    const problem = await problemOf(transform(`x = ${'['.repeat(20000)}`, { lang: 'js' }))
    expect(problem.file).toBe('src/a.tsx')
  })
})

describe('TypeScript', () => {
  it.each<[string, unknown]>([
    ['type A = 1; interface B {} export const r = (1 as A) satisfies number', 1],
    ['import { T } from "missing"; let t: T; export const r = 1', 1],
    ['import type { T } from "missing"; import { type U } from "missing"; export const r = 1', 1],
    [
      'namespace N { export const a = 1; export namespace M { export const b = a + 1 } }; export const r = N.M.b',
      2,
    ],
    ['export enum E { A, B = 5, C }\nexport const r = [E.C, E[5]]', [6, 'B']],
    ['const enum E { A = "x", B = A }\nexport const r = E', { A: 'x', B: 'x' }],
    ['enum E { A = `t`, B = "y".length }\nexport const r = E', { A: 't', B: 1, 1: 'B' }],
    ['enum E { A = 1 }\nenum E { B = A + 1 }\nexport const r = E.B', 2],
    ['class A { accessor x = 3 }\nexport const r = [new A().x, Object.keys(new A())]', [3, []]],
    [
      'class A { constructor(private a: number, public b = 2) {} }\nexport const r = { ...new A(1) }',
      { a: 1, b: 2 },
    ],
    [
      'class A { x: number; declare y: number; z = 1 }\nexport const r = { ...new A() }',
      { x: undefined, z: 1 },
    ],
    [
      'abstract class A { abstract f(): void; g(this: A) { return 1 } }; class B extends A { override f() {} }\nexport const r = new B().g()',
      1,
    ],
    [
      'import A = N.b; declare global { var q: 1 }\nnamespace N { export const b = 4 }\nexport const r = A',
      undefined,
    ],
    ['const f = <T,>(x: T): x is T => true\nexport const r = f<number>(1)', true],
    ['function f(a: number): number; function f(a: any) { return a! }\nexport const r = f(1)', 1],
    [
      'const dec = (v: Function, c: { name: string }) => { log.push(c.name) }; const log: string[] = []\n@dec class A { @dec m() {} }\nexport const r = log',
      ['m', 'A'],
    ],
    [
      'const log: string[] = []; { using a = { [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() { log.push("end") } }; log.push("in") }\nexport const r = log',
      ['in', 'end'],
    ],
    ['export const r = /[\\p{L}--[a-z]]/v.test("A")', true],
    ['let v = 1, b = 2, c = 3, d = 4; export const r = [v < b, c > d]', [true, false]],
    [
      'for (const [k, v] of Object.entries({ a: 1 }) as [string, number][]) { var q = k + v }\nexport const r = q',
      'a1',
    ],
  ])('%s', async (source, expected) => {
    const lang = 'ts'
    if (expected === undefined) {
      await expect(run(source, { lang })).rejects.toThrow() // N is not there yet, as in tsc's output
      return
    }
    expect((await run(source, { lang }))['r']).toEqual(expected)
  })

  it('runs legacy decorators when tsconfig asks for them', async () => {
    const around = fakeSurroundings({}, {}, { experimentalDecorators: true })
    const source =
      'const seen: any[] = []; const p = (t: any, key: any, i?: any) => { seen.push(i ?? key) }\n' +
      'class A { @p x = 1; m(@p a: number) {} }\nexport const r = seen'
    expect((await run(source, { lang: 'ts' }, around))['r']).toContain('x')
    expect((await run(source, { lang: 'ts' }, around))['r']).toContain(0)
  })

  it('assigns class fields when tsconfig asks for that', async () => {
    const around = fakeSurroundings({}, {}, { useDefineForClassFields: false })
    const source = 'class A { x: number; y = 1 }\nexport const r = { ...new A() }'
    expect((await run(source, { lang: 'ts' }, around))['r']).toEqual({ y: 1 })
  })

  it('keeps unused imports when tsconfig asks for that', async () => {
    const around = fakeSurroundings({}, {}, { verbatimModuleSyntax: true })
    const source = 'import { a } from "dep"; import type { T } from "gone"'
    expect((await transform(source, { lang: 'ts' }, around)).imports).toEqual(['dep'])
    expect((await transform(source, { lang: 'ts' })).imports).toEqual([])
  })
})

describe('JSX', () => {
  it.each<[string, unknown]>([
    ['<a b="c">d {1}</a>', { type: 'a', b: 'c', children: ['d ', 1] }],
    ['<a key="k" {...{ x: 1 }} />', { type: 'a', x: 1, key: 'k' }],
    ['<></>', { type: 'fragment' }],
    ['<svg:rect a-b="1" />', { type: 'svg:rect', 'a-b': '1' }],
    ["<p>it's @ using a &amp; b</p>", { type: 'p', children: "it's @ using a & b" }],
  ])('%s', async (source, expected) => {
    expect((await run(`export const r = ${source}`))['r']).toMatchObject(expected as object)
  })

  it('calls what a file names for its elements, unless React has them made its own way', async () => {
    const source = `/** @jsx h */\nconst h = (...all) => all\nexport const r = <a x="1">b</a>`
    // No `__source` either.
    expect((await run(source, { lang: 'jsx' }))['r']).toEqual(['a', { x: '1' }, 'b'])
    const around = fakeSurroundings({}, { plugins: new Set(['react']) })
    expect((await run(source, { lang: 'jsx' }, around))['r']).toMatchObject({ type: 'a' })
  })

  it('honours the import source and the classic runtime', async () => {
    const preact = '/** @jsxImportSource preact */\nexport const r = <a />'
    expect((await run(preact))['r']).toBe('preact')
    const classic = 'import React from "react"\nexport const r = <a><></></a>'
    const around = fakeSurroundings({}, {}, { jsxRuntime: 'classic' })
    expect((await run(classic, { lang: 'jsx' }, around))['r']).toEqual(
      expect.arrayContaining(['a']),
    )
  })
})

describe('source maps', () => {
  it.each<ScriptInput['lang']>(['js', 'ts', 'tsx'])('find every token of %s', async (lang) => {
    const type = lang === 'js' ? '' : ': number'
    const source = `import { a as token0 } from 'dep'\nexport function f(x${type}) {\n  while (token0) token1(x)\n}\nexport default  token2(1,\n  token0)\n`
    const { code, map } = await transform(source, { lang })
    const raw = parseMap(map ?? '')
    expect(raw?.sourcesContent).toEqual([source])
    const tracer = createTracer(raw ?? { sources: [], mappings: '' })
    for (const [found, wanted] of [
      ['token1', 'token1'],
      ['token2', 'token2'],
      ['(x', '(x'],
    ]) {
      const at = code.lastIndexOf(found ?? '')
      const before = code.slice(0, at).split('\n')
      const place = tracer.trace(before.length - 1, before.at(-1)?.length ?? 0)
      const expected = source.slice(0, source.lastIndexOf(wanted ?? '')).split('\n')
      expect(place).toMatchObject({ line: expected.length - 1, column: expected.at(-1)?.length })
    }
    const use = code.lastIndexOf('$i[')
    const before = code.slice(0, use).split('\n')
    expect(tracer.trace(before.length - 1, before.at(-1)?.length ?? 0)).toMatchObject({
      line: 5,
      column: 2,
    })
  })
})

describe('loop guards', () => {
  it('let a loop without end be ended, and leave labels alone', async () => {
    const module = await transform(
      'let n = 0\nouter: for (const a of [1, 2]) { do { if (a) continue outer; n++ } while (1); }\nexport const r = n\nexport function spin() { while (true); }',
      { lang: 'js' },
    )
    let calls = 0
    const space = await runModules(new Map([['a', module]]), 'a', {}, new Map(), () => {
      if (++calls > 2) throw new Error('too long')
    })
    expect(space['r']).toBe(0)
    expect(space['spin']).toThrow('too long')
  })

  it('end a loop around one that was ended, though it catches that', async () => {
    const module = await transform(
      'export function spin() { for (let n = 0; n < 100; n++) { try { while (true); } catch {} } }',
      { lang: 'js' },
    )
    const space = await runModules(new Map([['a', module]]), 'a', {}, new Map(), () => {
      throw new RangeError('too long')
    })
    expect(space['spin']).toThrow('too long')
  })

  it('are not put into packages', async () => {
    const { code } = await transform('while (1);', { lang: 'js', path: 'node_modules/x/y.js' })
    expect(code).not.toContain('$g')
  })
})
