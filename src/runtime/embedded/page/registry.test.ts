import { describe, expect, it, vi } from 'vitest'
import type { CompiledModule } from '../module.ts'
import { createRegistry, type RegistryHost } from './registry.ts'

const esm = (
  id: string,
  code: string,
  imports: readonly string[] = [],
  more: Partial<CompiledModule> = {},
): CompiledModule => ({ id, format: 'esm', code, imports, links: {}, ...more })

function registryOf(modules: readonly CompiledModule[], host: Partial<RegistryHost> = {}) {
  const log: unknown[] = []
  const registry = createRegistry({
    address: (id) => `https://app.example${id}`,
    meta: () => ({ log }),
    load: () => Promise.reject(new Error('nothing more to load')),
    resolve: () => Promise.reject(new Error('nothing to resolve')),
    asset: ({ id }) => `blob:${id}`,
    guard: () => undefined,
    ...host,
  })
  registry.add(modules)
  return { registry, log }
}

describe('a registry', () => {
  it('names what is missing, and takes it up once it was sent', async () => {
    const { registry } = registryOf([esm('/a.ts', '$x({}); yield;', ['/b.ts'])])
    await expect(registry.run('/a.ts')).rejects.toThrow("'/b.ts', imported by '/a.ts',")
    registry.add([esm('/b.ts', '$x({ b: () => 1 }); yield;')])
    await expect(registry.run('/a.ts')).resolves.toBeDefined()
  })

  it('refuses an import by name that is not exported, before anything runs', async () => {
    const { registry, log } = registryOf([
      esm('/a.ts', '$x({}); yield; $m.log.push("a")', ['/b.ts'], { names: [['x', 'toString']] }),
      esm('/b.ts', '$x({ x: () => 1 }); yield; $m.log.push("b")'),
    ])
    await expect(registry.run('/a.ts')).rejects.toThrow(
      "The requested module '/b.ts' does not provide an export named 'toString', which '/a.ts' imports",
    )
    expect(log).toEqual([])
  })

  it('throws the same error again for everyone who imports a module that failed', async () => {
    const { registry, log } = registryOf([
      esm('/bad.ts', '$x({}); yield; $m.log.push("once"); throw new RangeError("no")'),
      esm('/a.ts', '$x({}); yield; $m.log.push("a")', ['/bad.ts']),
    ])
    const first: unknown = await registry.run('/a.ts').catch((error: unknown) => error)
    const second: unknown = await registry.run('/bad.ts').catch((error: unknown) => error)
    expect(first).toBeInstanceOf(RangeError)
    expect(second).toBe(first)
    expect(log).toEqual(['once'])
  })

  it('reports code that does not parse, and runs the next version', async () => {
    const { registry } = registryOf([esm('/a.ts', '$x({}); yield; let = ;')])
    await expect(registry.run('/a.ts')).rejects.toThrow(SyntaxError)
    registry.add([esm('/a.ts', '$x({ ok: () => true }); yield;')])
    await expect(registry.run('/a.ts')).resolves.toMatchObject({ ok: true })
  })

  it('keeps names that plain objects would trip over', async () => {
    const { registry } = registryOf([
      esm('constructor', '$x({ ["__proto__"]: () => 7, constructor: () => 8 }); yield;'),
      esm('/a.ts', '$x({ sum: () => $i[0]["__proto__"] + $i[0].constructor }); yield;', [
        'constructor',
      ]),
      { ...esm('/c.cjs', 'require("toString")'), format: 'cjs' },
    ])
    const a = await registry.run('/a.ts')
    expect(Reflect.get(a, 'sum')).toBe(15)
    expect(Object.getPrototypeOf(a)).toBeNull()
    expect(registry.module('toString')).toBeUndefined()
    await expect(registry.run('/c.cjs')).rejects.toThrow("Cannot find module 'toString'")
  })

  it('gives namespaces that cannot be written to', async () => {
    const { registry } = registryOf([esm('/a.ts', '$x({ b: () => 1, a: () => 2 }); yield;')])
    const namespace = await registry.run('/a.ts')
    expect(Object.keys(namespace)).toEqual(['a', 'b'])
    expect(Object.prototype.toString.call(namespace)).toBe('[object Module]')
    expect(() => Object.assign(namespace, { a: 3 })).toThrow(TypeError)
    expect(() => Object.assign(namespace, { c: 3 })).toThrow(TypeError)
  })

  it('runs cycles with hoisted functions and live bindings', async () => {
    const { registry } = registryOf([
      esm(
        '/a.ts',
        '$x({ f: () => f, n: () => n, early: () => $i[0].early });' +
          'function f() { return n === undefined ? "hoisted" : "late" }\nvar n; yield; n = $i[0].m + 1',
        ['/b.ts'],
      ),
      esm(
        '/b.ts',
        '$x({ m: () => m, early: () => early, read: () => read }); let m, early; function read() { return $i[0].n } yield; early = $i[0].f(); m = 1;',
        ['/a.ts'],
      ),
    ])
    const a = await registry.run('/a.ts')
    expect(a).toMatchObject({ n: 2, early: 'hoisted' })
    const b = registry.record('/b.ts')?.namespace as { read: () => number }
    expect(b.read()).toBe(2)
  })

  it('passes stars on, own names first, and never default', async () => {
    const { registry } = registryOf([
      esm('/all.ts', '$x({ a: () => "own" }); $x.all($i[0]); $x.all($i[1]); yield;', [
        '/b.ts',
        '/c.ts',
      ]),
      esm('/b.ts', '$x({ a: () => "b", b: () => "b", default: () => 1 }); yield;'),
      esm('/c.ts', '$x({ c: () => "c" }); $x.all($i[0]); yield;', ['/all.ts']),
    ])
    const all = await registry.run('/all.ts')
    expect({ ...all }).toEqual({ a: 'own', b: 'b', c: 'c' })
  })

  it('waits for top-level await, and lets siblings run meanwhile', async () => {
    const { registry, log } = registryOf([
      esm('/main.ts', '$x({}); yield; $m.log.push("main", $i[0].value)', ['/slow.ts', '/quick.ts']),
      esm(
        '/slow.ts',
        '$x({ value: () => value }); let value; yield; $m.log.push("slow"); value = await Promise.resolve(5); $m.log.push("slow 2")',
        [],
        { format: 'async' },
      ),
      esm('/quick.ts', '$x({}); yield; $m.log.push("quick")'),
    ])
    await registry.run('/main.ts')
    expect(log).toEqual(['slow', 'quick', 'slow 2', 'main', 5])
  })

  it('fails what waits for a top-level await that rejects', async () => {
    const { registry, log } = registryOf([
      esm('/main.ts', '$x({}); yield; $m.log.push("main")', ['/mid.ts']),
      esm('/mid.ts', '$x({}); yield; $m.log.push("mid")', ['/slow.ts']),
      esm('/slow.ts', '$x({}); yield; await Promise.reject(new Error("late"))', [], {
        format: 'async',
      }),
    ])
    await expect(registry.run('/main.ts')).rejects.toThrow('late')
    await expect(registry.run('/mid.ts')).rejects.toThrow('late')
    expect(log).toEqual([])
  })

  it('loads what an import() names that was not sent', async () => {
    const late = esm('/late.ts', '$x({ default: () => "late" }); yield;')
    const { registry } = registryOf(
      [
        esm('/a.ts', '$x({ by: () => by }); const by = (s) => $d(s); yield;', [], {
          links: { './late.ts': '/late.ts' },
        }),
      ],
      {
        load: async () => registry.add([late]),
        resolve: (_from, specifier) =>
          specifier === './computed' ? Promise.resolve('/late.ts') : Promise.reject(new Error('?')),
      },
    )
    const { by } = (await registry.run('/a.ts')) as { by: (s: string) => Promise<object> }
    await expect(by('./late.ts')).resolves.toMatchObject({ default: 'late' })
    await expect(by('./computed')).resolves.toBe(registry.record('/late.ts')?.namespace)
    await expect(by('constructor')).rejects.toThrow('?')
  })

  it('runs CommonJS when it is first required, with cycles, and gives its names', async () => {
    const cjs = (id: string, code: string, links = {}): CompiledModule => ({
      ...esm(id, code),
      format: 'cjs',
      links,
    })
    const { registry } = registryOf([
      esm(
        '/a.ts',
        '$x({ all: () => [$i[0].default.x, $i[0].x, $i[1].default, $i[1].y] }); yield;',
        ['/c', '/d'],
      ),
      cjs('/c', 'exports.first = 1; exports.x = require("d").y + 1', { d: '/d' }),
      cjs(
        '/d',
        'exports.__esModule = true; exports.y = require("c").first; exports.default = "D"',
        { c: '/c' },
      ),
      esm('/star.ts', '$x({}); $x.all($i[0]); yield;', ['/c']),
    ])
    const { all } = (await registry.run('/a.ts')) as { all: unknown[] }
    expect(all).toEqual([2, 2, 'D', 1])
    expect({ ...(await registry.run('/star.ts')) }).toEqual({ first: 1, x: 2 })
  })

  it('reads names of pre-bundled CommonJS at every use, and misses none', async () => {
    const { registry } = registryOf([
      esm(
        '/a.ts',
        '$x({ all: () => [$i[0].use, $i[0].none, $i[0].default.use] }); yield;',
        ['/r'],
        {
          names: [['use', 'none']],
        },
      ),
      esm('/r', '$x({ default: () => d }); let d; yield; d = { use: 1, default: 2 }', [], {
        interop: true,
      }),
      esm(
        '/m',
        '$x({ default: () => d }); let d; yield; d = { __esModule: true, default: 2 }',
        [],
        {
          interop: true,
        },
      ),
      esm('/b.ts', '$x({ b: () => $i[0].default }); $x.all($i[1]); yield;', ['/m', '/r']),
    ])
    const { all } = (await registry.run('/a.ts')) as { all: unknown }
    expect(all).toEqual([1, undefined, 1])
    expect({ ...(await registry.run('/b.ts')) }).toEqual({ b: 2, use: 1 })
  })

  it('gives assets an address and passes the loop guard on', async () => {
    const guard = vi.fn()
    const { registry } = registryOf(
      [
        esm('/a.ts', '$x({ url: () => $i[0].default }); yield; $g()', ['/x.png']),
        { ...esm('/x.png', ''), format: 'asset' },
      ],
      { guard },
    )
    await expect(registry.run('/a.ts')).resolves.toMatchObject({ url: 'blob:/x.png' })
    expect(guard).toHaveBeenCalledTimes(1)
  })

  it('runs forgotten modules anew, and keeps the old ones when the new do not link', async () => {
    const { registry } = registryOf([
      esm('/a.ts', '$x({ v: () => $i[0].v }); yield;', ['/b.ts'], { names: [['v']] }),
      esm('/b.ts', '$x({ v: () => 1 }); yield;'),
    ])
    const first = await registry.run('/a.ts')
    registry.add([esm('/b.ts', '$x({ w: () => 2 }); yield;')])
    expect(registry.stale()).toEqual(['/b.ts'])
    registry.forget(['/a.ts', '/b.ts'])
    await expect(registry.run('/a.ts')).rejects.toThrow("an export named 'v'")
    expect(registry.record('/a.ts')?.namespace).toBe(first)
    registry.add([esm('/b.ts', '$x({ v: () => 3 }); yield;')])
    registry.forget(['/a.ts', '/b.ts'])
    await expect(registry.run('/a.ts')).resolves.toMatchObject({ v: 3 })
    expect(first).toMatchObject({ v: 1 })
    expect([...registry.importers('/b.ts')]).toEqual(['/a.ts'])
  })
})
