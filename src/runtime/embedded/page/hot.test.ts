import { describe, expect, it } from 'vitest'
import type { CompiledModule } from '../module.ts'
import { createHot, type Hot, type Refresh } from './hot.ts'
import { createRegistry } from './registry.ts'

const esm = (
  id: string,
  code: string,
  imports: readonly string[] = [],
  more: Partial<CompiledModule> = {},
): CompiledModule => ({
  id,
  format: 'esm',
  code,
  imports,
  links: Object.fromEntries(imports.map((target) => [`.${target}`, target])),
  ...more,
})

/** A page that has run the first of `modules`; code writes to `$m.log`. */
async function pageOf(modules: readonly CompiledModule[], refresh?: Refresh) {
  const log: unknown[] = []
  const told: string[] = []
  const registry = createRegistry({
    address: (id) => id,
    meta: (module) => {
      let context: object | undefined
      return {
        log,
        get hot() {
          return (context ??= hot.context(module))
        },
      }
    },
    load: () => Promise.reject(new Error('nothing more')),
    resolve: () => Promise.reject(new Error('nothing more')),
    asset: ({ id }) => id,
    guard: () => undefined,
  })
  const hot: Hot = createHot({
    registry,
    refresh,
    reload: () => told.push('reload'),
    onError: (error) => told.push(String(error)),
    onUpdated: (ids) => told.push(`updated ${ids.join(' ')}`),
  })
  registry.add(modules)
  await registry.run(modules[0]?.id ?? '')
  log.length = 0
  return {
    log,
    told,
    registry,
    hot,
    change: (module: CompiledModule) => hot.update([module.id], [module]),
  }
}

const accepting = (value: string) =>
  `$x({}); yield; $m.log.push("${value}"); $m.hot.accept(() => $m.log.push("accepted")); $m.hot.dispose((data) => data.last = "${value}")`

describe('an update', () => {
  it('reloads the page when nobody accepts it, once', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/a.ts']),
      esm('/a.ts', '$x({}); yield;'),
    ])
    page.change(esm('/a.ts', '$x({}); yield; $m.log.push("ran")'))
    page.change(esm('/a.ts', '$x({}); yield;'))
    expect(page.told).toEqual(['reload'])
    expect(page.log).toEqual([])
  })

  it('is in the page when it returns', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/a.ts']),
      esm('/a.ts', accepting('one')),
    ])
    page.change(esm('/a.ts', `${accepting('two')}; $m.log.push($m.hot.data.last)`))
    expect(page.log).toEqual(['two', 'one', 'accepted'])
    expect(page.told).toEqual(['updated /a.ts'])
  })

  it('runs what lies between the change and the boundary anew', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield; $m.log.push("main")', ['/box.ts']),
      esm('/box.ts', '$x({}); yield; $m.log.push($i[0].v); $m.hot.accept()', ['/mid.ts']),
      esm('/mid.ts', '$x({ v: () => $i[0].v }); yield; $m.log.push("mid")', ['/leaf.ts']),
      esm('/leaf.ts', '$x({ v: () => 1 }); yield;'),
    ])
    page.change(esm('/leaf.ts', '$x({ v: () => 2 }); yield;'))
    expect(page.log).toEqual(['mid', 2])
  })

  it('goes to the importer that accepts the dependency', async () => {
    const page = await pageOf([
      esm(
        '/main.ts',
        '$x({}); yield; $m.hot.accept("./a.ts", (a) => $m.log.push(a.v)); $m.hot.accept(["./a.ts", "./b.ts"], (all) => $m.log.push(all.length, all[1]))',
        ['/a.ts', '/b.ts'],
      ),
      esm('/a.ts', '$x({ v: () => 1 }); yield;'),
      esm('/b.ts', '$x({}); yield;'),
    ])
    page.change(esm('/a.ts', '$x({ v: () => 2 }); yield;'))
    expect(page.log).toEqual([2, 2, undefined])
    expect(page.told).toEqual(['updated /a.ts'])
  })

  it('that throws is told, and the next one is taken all the same', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/a.ts']),
      esm('/a.ts', accepting('one')),
    ])
    page.change(esm('/a.ts', '$x({}); yield; throw new Error("half-way"); $m.hot.accept()'))
    page.change(esm('/a.ts', '$x({}); yield; let = ;'))
    page.change(esm('/a.ts', accepting('three')))
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.told[0]).toBe('Error: half-way')
    expect(page.told[1]).toContain('SyntaxError')
    expect(page.told.slice(2)).toEqual(['updated /a.ts'])
    expect(page.log).toContain('three')
  })

  it('takes up a change that did not link before, with the one that mends it', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/box.ts']),
      esm('/box.ts', '$x({}); yield; $m.log.push($i[0].v); $m.hot.accept()', ['/a.ts']),
      esm('/a.ts', '$x({ v: () => 1 }); yield;', ['/own.ts']),
      esm('/own.ts', '$x({ old: () => 1 }); yield; $m.hot.accept()'),
    ])
    page.change(
      esm('/a.ts', '$x({ v: () => $i[0].name }); yield;', ['/own.ts'], { names: [['name']] }),
    )
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.told).toEqual([expect.stringContaining("an export named 'name'")])
    page.change(esm('/own.ts', '$x({ name: () => "mended" }); yield; $m.hot.accept()'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.log).toEqual(['mended'])
  })

  it('ends what is no longer imported', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/box.ts']),
      esm('/box.ts', '$x({}); yield; $m.hot.accept()', ['/x.css']),
      esm('/x.css', '$x({}); yield; $m.hot.accept(); $m.hot.prune(() => $m.log.push("gone"))'),
    ])
    page.change(esm('/box.ts', '$x({}); yield; $m.hot.accept()'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.log).toEqual(['gone'])
    page.change(esm('/box.ts', '$x({}); yield; $m.hot.accept()', ['/x.css']))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.registry.record('/x.css')).toBeDefined()
  })

  it('is passed on by invalidate, and reloads at the top', async () => {
    const page = await pageOf([
      esm('/main.ts', '$x({}); yield;', ['/box.ts']),
      esm('/box.ts', '$x({}); yield; $m.log.push("box"); $m.hot.accept()', ['/a.ts']),
      esm('/a.ts', '$x({}); yield; $m.hot.accept()'),
    ])
    const shy = '$x({}); yield; $m.hot.accept(() => undefined); $m.hot.invalidate("no")'
    page.change(esm('/a.ts', shy))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.log).toEqual(['box'])
    expect(page.told).toEqual(['updated /a.ts', 'updated /box.ts'])
    page.change(esm('/box.ts', shy, ['/a.ts']))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.told.at(-1)).toBe('reload')
  })

  it('stops at accepted exports only for those who import nothing else', async () => {
    const modules = (names: string[]) => [
      esm('/main.ts', '$x({}); yield;', ['/a.ts'], { names: [names] }),
      esm('/a.ts', '$x({ a: () => 1, b: () => 2 }); yield; $m.hot.acceptExports(["a"])'),
    ]
    const next = esm('/a.ts', '$x({ a: () => 3, b: () => 2 }); yield; $m.hot.acceptExports("a")')
    const one = await pageOf(modules(['a']))
    one.change(next)
    expect(one.told).toEqual(['updated /a.ts'])
    const both = await pageOf(modules(['a', 'b']))
    both.change(next)
    expect(both.told).toEqual(['reload'])
  })

  it('tells its events, and forgets listeners of the run before', async () => {
    const code =
      '$x({}); yield; $m.hot.accept(); $m.hot.on("vite:beforeUpdate", (p) => $m.log.push(p.updates[0].path))'
    const page = await pageOf([esm('/a.ts', code)])
    page.change(esm('/a.ts', code))
    page.change(esm('/a.ts', code))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.log).toEqual(['/a.ts', '/a.ts'])
  })

  it('refuses specifiers that are not imported, and messages to no server', async () => {
    await expect(
      pageOf([esm('/a.ts', '$x({}); yield; $m.hot.accept("constructor")')]),
    ).rejects.toThrow('not imported there')
    await expect(pageOf([esm('/a.ts', '$x({}); yield; $m.hot.send("x")')])).rejects.toThrow(
      'nobody would hear it',
    )
  })

  it('replaces refresh boundaries in place, or passes on what they refuse', async () => {
    const drawn: string[] = []
    const refresh: Refresh = {
      refuses: (_before, after) => (Object.hasOwn(after, 'extra') ? 'new' : undefined),
      perform: () => drawn.push('draw'),
    }
    const app = (exports: string) =>
      esm('/App.tsx', `$x(${exports}); yield;`, [], { refreshBoundary: true })
    const page = await pageOf(
      [esm('/main.tsx', '$x({}); yield;', ['/App.tsx']), app('{ default: () => 1 }')],
      refresh,
    )
    page.change(app('{ default: () => 2 }'))
    expect(page.told).toEqual(['updated /App.tsx'])
    expect(drawn).toEqual(['draw'])
    page.change(app('{ default: () => 2, extra: () => 3 }'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(page.told.at(-1)).toBe('reload')
  })
})
