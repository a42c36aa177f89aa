import { describe, expect, it } from 'vitest'
import { CLIENT_MODULES } from '../module.ts'
import { runModules } from './run-module.ts'
import { transformScript } from './script.ts'
import { project } from './test-surroundings.ts'

const around = project({ config: { plugins: new Set(['react']) } })

function transform(source: string) {
  return transformScript({ path: 'src/A.tsx', query: '', source, lang: 'tsx' }, around)
}

/** What the module tells react-refresh, by the ids and by the signed functions' names. */
async function told(source: string) {
  const registered = new Map<string, unknown>()
  const signed: { type: unknown; key: string; reset: boolean; hooks: unknown[] }[] = []
  let entered = 0
  const signature =
    () =>
    (...given: unknown[]) => {
      const [type, key, reset, hooks] = given
      if (typeof key !== 'string') entered++
    else signed.push({ type, key, reset: reset === true, hooks: typeof hooks === 'function' ? (hooks as () => unknown[])() : [] }) // prettier-ignore
      return type
    }
  const register = (type: unknown, id: string) => void registered.set(id, type)
  const hook = () => [1]
  const module = await transform(source)
  const outside = new Map<string, Record<string, unknown>>([
    [CLIENT_MODULES.refresh, { register, signature }],
    [
      'react',
      {
        useState: hook,
        useEffect: hook,
        memo: (type: unknown) => ({ type }),
        default: { useState: hook },
      },
    ],
    ['react/jsx-dev-runtime', { jsxDEV: () => null }],
    ['./hook', { useThing: hook }],
  ])
  const space = await runModules(new Map([['a', module]]), 'a', {}, outside)
  return { registered, signed, space, module, entered: () => entered }
}

const imports =
  'import React, { useState, useEffect, memo } from "react"; import { useThing } from "./hook"\n'

describe('boundaries', () => {
  it.each<[string, boolean]>([
    ['export default function App() { return <a /> }', true],
    ['export const App = () => <a />', true],
    ['const App = () => <a />\nexport default App', true],
    ['export default memo(function App() { return <a /> })', true],
    ['export class App extends React.Component {}', true],
    ['function A() {} function B() {}\nexport { A, B as C }', true],
    ['export function App() {}\nexport type Props = {}', true],
    ['export function App() {}\nexport const limit = 3', false],
    ['export function App() {}\nexport function useIt() {}', false],
    ['export function App() {}\nexport * from "./hook"', false],
    ['export const Context = React.createContext?.(null)', false],
    ['export const Store = make(() => 1)', false],
    ['function App() {}\nrender(<App />)', false],
    ['export const App = 1', false],
    ['export {}', false],
  ])('%s', async (source, expected) => {
    expect((await transform(imports + source)).refreshBoundary ?? false).toBe(expected)
  })

  it('are none without the React plugin', async () => {
    const { code } = await transformScript(
      { path: 'src/A.tsx', query: '', source: 'export const A = () => 1', lang: 'tsx' },
      project(),
    )
    expect(code).not.toContain('register')
  })
})

describe('components', () => {
  it('are registered by name', async () => {
    const { registered, space } = await told(
      `${imports}export function A() {}\nexport const B = () => 1, c = 2\nconst D = memo(() => 1)\nfunction lower() {}\nexport default () => 3\n`,
    )
    expect([...registered.keys()]).toEqual([
      'src/A.tsx A',
      'src/A.tsx B',
      'src/A.tsx D',
      'src/A.tsx default',
    ])
    expect(registered.get('src/A.tsx A')).toBe(space['A'])
    expect(registered.get('src/A.tsx default')).toBe(space['default'])
    expect(space['default']).toHaveProperty('name', 'default')
    expect(space['B']).toHaveProperty('name', 'B')
  })
})

describe('signatures', () => {
  const keyOf = async (body: string) =>
    (await told(`${imports}export function A() { ${body} }`)).signed[0]?.key

  it('change with the hooks, not with what surrounds them', async () => {
    const key = await keyOf('const [a, b] = useState(0); useEffect(() => { f() }); return 1')
    expect(key).toBe('useState{[a, b](0)}\nuseEffect{}')
    expect(await keyOf('const [a, b] = useState(0); useEffect(() => { g() }); return 2')).toBe(key)
    expect(await keyOf('const [a, b] = useState(1); useEffect(() => { f() }); return 1')).not.toBe(
      key,
    )
    expect(await keyOf('useEffect(() => { f() }); const [a, b] = useState(0)')).not.toBe(key)
    expect(await keyOf('const f = () => useState(0)')).toBeUndefined()
  })

  it('are told for every form of function, which is entered with them', async () => {
    const source = `${imports}export function A() { useState(1) }
export const B = () => useState(2)
export const C = memo(() => { React.useState(3) })
export const D = function () { const x = useThing(4); return x }
export default () => /* => */ (useState(5))
`
    const { signed, space, entered } = await told(source)
    expect(signed.map(({ key }) => key)).toEqual(
      ['useState{(3)}', 'useState{(1)}', 'useState{(2)}', 'useThing{x}', 'useState{(5)}'].toSorted(
        (a, b) => signed.findIndex((s) => s.key === a) - signed.findIndex((s) => s.key === b),
      ),
    )
    expect(signed.find(({ key }) => key === 'useThing{x}')?.hooks).toHaveLength(1)
    expect(signed.find(({ key }) => key === 'useState{(1)}')?.type).toBe(space['A'])
    expect(signed.find(({ key }) => key === 'useState{(5)}')?.type).toBe(space['default'])
    const c = space['C'] as { type: () => unknown }
    for (const render of [space['A'], space['B'], c.type, space['D'], space['default']]) {
      ;(render as () => unknown)()
    }
    expect(entered()).toBe(5)
    expect((space['B'] as () => unknown)()).toEqual([1])
  })

  it('reset when a hook cannot be followed or a comment asks', async () => {
    const local = await told(`${imports}export function A({ useIt }) { useIt() }`)
    expect(local.signed[0]?.reset).toBe(true)
    const asked = await told(`${imports}// @refresh reset\nexport function A() { useState(0) }`)
    expect(asked.signed[0]?.reset).toBe(true)
  })

  it('keep the lines', async () => {
    const source = `${imports}export function A() {\n  const [a] = useState(0)\n  return a\n}\nconst last = 1\n`
    const { code } = await transform(source)
    expect(code.split('\n').indexOf('const last = 1')).toBe(
      source.split('\n').indexOf('const last = 1'),
    )
  })
})
