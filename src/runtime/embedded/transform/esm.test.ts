import { describe, expect, it } from 'vitest'
import { toRegistryModule } from './esm.ts'
import { runModules } from './run-module.ts'

/** Runs sources by their names; the first is the entry. */
async function run(sources: Record<string, string>, outside: Record<string, object> = {}) {
  const modules = new Map(
    Object.entries(sources).map(([name, source]) => [name, toRegistryModule(source)]),
  )
  const spaces = new Map(
    Object.entries(outside).map(([name, value]) => [name, value as Record<string, unknown>]),
  )
  return runModules(modules, Object.keys(sources)[0] ?? '', { url: 'here' }, spaces)
}

const lib = { f(this: unknown) { return this === undefined ? 'no this' : 'this' }, a: 1, default: 'd', 'a-b': 2, tag: (s: readonly string[]) => s[0] } // prettier-ignore

describe('what does not work', () => {
  it('names the place of a syntax error', () => {
    expect(() => toRegistryModule('let a\nlet a')).toThrow(expect.objectContaining({ pos: 10 }))
  })

  it.each([
    'import { a } from "lib"; a = 2',
    'import { a } from "lib"; a++',
    'import a from "lib"; a += 2',
    'import * as a from "lib"; a = 2',
    'import { a } from "lib"; [a] = [2]',
    'import { a } from "lib"; ({ a } = { a: 2 })',
    'import { a } from "lib"; for (a of [1]);',
  ])('throws a TypeError for writing to an import: %s', async (entry) => {
    await expect(run({ entry, lib: 'export let a = 1; export default 1' })).rejects.toThrow(
      TypeError,
    )
  })

  it('throws for an import that is not initialised yet', async () => {
    await expect(
      run({ entry: 'import "./b"; export const a = 1', './b': 'import { a } from "entry"; a' }),
    ).rejects.toThrow(ReferenceError)
  })
})

describe('exports', () => {
  it.each<[string, Record<string, unknown>]>([
    ['export const a = 1, b = 2', { a: 1, b: 2 }],
    [
      'export const { a, b: [c, ...d], e = 5, ...f } = { a: 1, b: [2, 3], g: 7 }',
      { a: 1, c: 2, d: [3], e: 5, f: { g: 7 } },
    ],
    ['let a = 1; export { a as b, a as default, a as "x y" }', { b: 1, default: 1, 'x y': 1 }],
    ['export default 1 + 1', { default: 2 }],
    ['export default (1, 2) // end\n;', { default: 2 }],
    ['export /* a */ default /* b */ 3', { default: 3 }],
    ['export { a, default as d, "a-b" as e } from "lib"', { a: 1, d: 'd', e: 2 }],
    ['import { a } from "lib"; export { a as z }', { z: 1 }],
    ['const __proto__ = 1; export { __proto__ }', Object.fromEntries([['__proto__', 1]])],
    ['#!/usr/bin/env node\nexport const a = 1', { a: 1 }],
    ['export {}', {}],
  ])('%s', async (entry, expected) => {
    const space = await run({ entry }, { lib })
    expect(Object.fromEntries(Object.entries(space))).toEqual(expected)
  })

  it('names anonymous default functions and classes', async () => {
    for (const entry of [
      'export default function () {}',
      'export default async function* () {}',
      'export default function /* ( */ () {}',
      'export default class {}',
      'export default () => {}',
      'export default (function () {})',
    ]) {
      expect((await run({ entry })).default).toHaveProperty('name', 'default')
    }
    expect((await run({ entry: 'export default class A {}' })).default).toHaveProperty('name', 'A')
  })

  it('passes on all but the default with a star, and a namespace by name', async () => {
    const space = await run({
      entry: 'export * from "./b"; export * as all from "./b"; export const b = "own"',
      './b': 'export const a = 1, b = 2; export default 3',
    })
    expect(space).toMatchObject({ a: 1, b: 'own' })
    expect(space).not.toHaveProperty('default')
    expect(space['all']).toMatchObject({ default: 3 })
  })

  it('are live', async () => {
    const space = await run({
      entry:
        'import { n, add } from "./b"; const before = n; add(); export const seen = [before, n]',
      './b': 'export let n = 1; export function add() { n++ }',
    })
    expect(space['seen']).toEqual([1, 2])
  })

  it('gives hoisted functions to a cycle', async () => {
    const space = await run({
      entry:
        'import { early } from "./b"; export function f() { return "f" }; export default function () { return "d" }; export { early }',
      './b': 'import d, { f } from "entry"; export const early = f() + d()',
    })
    expect(space['early']).toBe('fd')
  })
})

describe('uses of imports', () => {
  it.each<[string, unknown]>([
    ['export const r = f()', 'no this'],
    ['export const r = f?.()', 'no this'],
    ['export const r = tag`x`', 'x'],
    ['export const r = { a }', { a: 1 }],
    ['export const r = typeof a', 'number'],
    ['export const r = ((a) => a)(5)', 5],
    ['export const r = (({ a }) => a)({ a: 6 })', 6],
    ['export const r = (({ b: a = 7 }) => a)({})', 7],
    ['export const r = (() => { { let a = 3 } return a })()', 1],
    ['export const r = (() => { if (true) { var a = 4 } return a })()', 4],
    ['export const r = (() => { return a(); function a() { return 8 } })()', 8],
    ['export const r = ((x = a) => { var a = 9; return x })()', 1],
    ['export const r = (() => { try { throw 2 } catch (a) { return a } })()', 2],
    ['export const r = (() => { try { throw 2 } catch { return a } })()', 1],
    ['export const r = (() => { for (const a of [3]) return a })()', 3],
    ['export const r = (() => { for (let a = 0; ; a++) if (a > 4) return a })()', 5],
    ['export const r = (function a() { return typeof a })()', 'function'],
    ['export const r = (class a { static r = typeof a }).r', 'function'],
    ['export const r = (class { static r = a; static { var a2 = a } }).r', 1],
    ['export const r = (() => { switch (a) { case 1: let a = 2; return a } })()', 2],
    ['export const r = { x: { a: 2 } }.x.a', 2],
    ['export const r = { [a]: 3 }[a]', 3],
    ['export const r = { a() { return a } }.a()', 1],
    ['a: for (;;) { break a }\nexport const r = a', 1],
    ['export const r = `${a}${`${f()}`}`', '1no this'],
    ['let r = 1\nf()\nexport { r }', 1],
    ['let r\nif (a) f()\nelse f()\nr = 2\nexport { r }', 2],
    ['let x = f\ntag`y`\nexport const r = typeof x', 'function'],
    [
      'let $i = a, $x = 2; const { $m } = { $m: 3 }; export const r = { $i, $x, $m }',
      { $i: 1, $x: 2, $m: 3 },
    ],
    ['export const r = typeof $d', 'undefined'],
    ['export const r = (($x) => $x)(3)', 3],
    ['export const r = import.meta.url', 'here'],
    ['export const r = this', undefined],
    ['const x = 1\nimport "lib"\n;[1].map(String)\nexport const r = x', 1],
  ])('%s', async (source, expected) => {
    const space = await run({ entry: `import { a, f, tag } from "lib"; ${source}` }, { lib })
    expect(space['r']).toEqual(expected)
  })

  it('reports specifiers once, names and dynamic imports', () => {
    const module = toRegistryModule(
      'import d, { a } from "x"; import * as all from "y"; export { q } from "x"; import("z"); import(`z`); import(a + "q")',
    )
    expect(module).toMatchObject({
      imports: ['x', 'y'],
      names: [['default', 'a', 'q'], []],
      dynamicImports: ['z'],
      format: 'esm',
    })
  })

  it('keeps the lines', () => {
    const source = 'import {\n  a,\n} from "lib"\n\nexport {\n a }\nconst last = a'
    expect(toRegistryModule(source).code.split('\n').length).toBe(source.split('\n').length)
    expect(toRegistryModule(source).code.split('\n').at(-1)).toBe('const last = $i[0].a')
  })

  it('imports on demand', async () => {
    const space = await run({
      entry: 'export const load = () => import("./b")',
      './b': 'export const b = 2',
    })
    expect(await (space['load'] as () => Promise<object>)()).toMatchObject({ b: 2 })
  })
})

describe('top-level await', () => {
  it('holds up importers in order', async () => {
    const space = await run({
      entry: 'import { v } from "./b"; import { log } from "./log"; log.push(v); export { log }',
      './b': 'import { log } from "./log"; log.push(1); export const v = await Promise.resolve(2)',
      './log': 'export const log = []',
    })
    expect(space['log']).toEqual([1, 2])
  })

  it.each([
    ['await 1', 'async'],
    ['for await (const a of []);', 'async'],
    ['{ await using a = null }', 'async'],
    ['async () => await 1', 'esm'],
    ['class A { async m() { for await (const a of []); } }', 'esm'],
  ])('makes %s %s', (source, format) => {
    expect(toRegistryModule(source).format).toBe(format)
  })
})
