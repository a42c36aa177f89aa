import { describe, expect, it, vi } from 'vitest'
import { loadEsbuild } from '../transform/esbuild.ts'
import type { PackageCache } from './cache.ts'
import { memoryCache } from './cache.ts'
import { createPackages } from './create-packages.ts'
import type { Packages } from './packages.ts'
import { createRegistry } from './registry.ts'
import type { FixturePackage, FixtureRegistry } from './registry-fixture.ts'
import { fixtureRegistry } from './registry-fixture.ts'
import { nothingShipped } from './shipped.ts'

const NO_CHANGE = { add: [], remove: [], dev: false }
const signal = () => new AbortController().signal

function packagesFor(registry: FixtureRegistry, cache: PackageCache = memoryCache()): Packages {
  return createPackages({
    registries: [registry.url],
    fetch: registry.fetch,
    cache,
    shipped: nothingShipped,
    esbuild: loadEsbuild,
    print: () => undefined,
  })
}

function manifest(dependencies: Record<string, string>, more: object = {}): string {
  return `${JSON.stringify({ name: 'app', version: '1.0.0', dependencies, ...more }, null, 2)}\n`
}

async function install(packages: Packages, source: string, lockfile?: string, add: string[] = []) {
  const change = { ...NO_CHANGE, add }
  return packages.install(source, lockfile, change, () => undefined, signal())
}

const of = (name: string, version: string, fields: object = {}, files = {}): FixturePackage => ({
  name,
  version,
  fields: { ...fields },
  files: { 'index.js': `module.exports = ${JSON.stringify(`${name}@${version}`)}`, ...files },
})

const folders = (packages: Packages) =>
  packages.list().map(({ folder, version }) => `${folder}@${version}`)

describe('install', () => {
  it('refuses an archive whose integrity differs, by name, and does not keep it', async () => {
    const cache = memoryCache()
    const wrong = `sha512-${btoa('x'.repeat(64))}`
    const registry = await fixtureRegistry([{ ...of('bad', '1.0.0'), integrity: wrong }])
    const packages = packagesFor(registry, cache)
    await expect(install(packages, manifest({ bad: '^1.0.0' }))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('bad@1.0.0') as string,
    })
    expect(await cache.has('tarball', wrong)).toBe(false)
    expect(packages.list()).toEqual([])
  })

  it('refuses a package.json that asks for a thousand packages and more, without a request', async () => {
    const registry = await fixtureRegistry([])
    const many = Array.from({ length: 10_000 }, (_, n) => [`fixture-${n}`, '1.0.0'])
    const source = manifest(Object.fromEntries(many) as Record<string, string>)
    await expect(install(packagesFor(registry), source)).rejects.toMatchObject({
      kind: 'invalid',
      message: 'package.json asks for 10000 packages.',
    })
    expect(registry.requests).toEqual([])
  })

  it('says which package or version there is not', async () => {
    const packages = packagesFor(await fixtureRegistry([of('a', '1.2.0')]))
    await expect(install(packages, manifest({ none: '1' }))).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('none') as string,
    })
    await expect(install(packages, manifest({ a: '^2.0.0' }))).rejects.toMatchObject({
      kind: 'not-found',
      hint: 'The latest is 1.2.0.',
    })
  })

  it('refuses peers that contradict package.json, and names both', async () => {
    const packages = packagesFor(
      await fixtureRegistry([
        of('react', '18.0.0'),
        of('react', '19.0.0'),
        of('old', '1.0.0', { peerDependencies: { react: '^18.0.0' } }),
      ]),
    )
    await expect(install(packages, manifest({ old: '1', react: '^19.0.0' }))).rejects.toMatchObject(
      {
        kind: 'conflict',
        message: expect.stringMatching(/old@1\.0\.0.*react@\^18\.0\.0.*react@19\.0\.0/) as string,
      },
    )
  })

  it('refuses git, folders and addresses by name', async () => {
    const packages = packagesFor(await fixtureRegistry([]))
    for (const value of ['git+ssh://x/y', 'file:../x', 'user/repo', 'workspace:*']) {
      await expect(install(packages, manifest({ far: value }))).rejects.toMatchObject({
        kind: 'unsupported',
        message: expect.stringContaining('far@') as string,
      })
    }
  })

  it('is offline when nothing answers and nothing is kept', async () => {
    const registry = await fixtureRegistry([of('a', '1.0.0')])
    registry.setOffline(true)
    await expect(install(packagesFor(registry), manifest({ a: '1' }))).rejects.toMatchObject({
      kind: 'offline',
    })
  })

  it('tries a cut connection again', async () => {
    const registry = await fixtureRegistry([of('a', '1.0.0')])
    const cut = () =>
      new Response(new ReadableStream({ pull: (sink) => sink.error(new TypeError('cut')) }))
    registry.fault('.tgz', cut, cut)
    const packages = packagesFor(registry)
    await install(packages, manifest({ a: '1' }))
    expect(folders(packages)).toEqual(['a@1.0.0'])
  })

  it('gives up a registry that sends nothing, and says so', async () => {
    const silent: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
      })
    const registry = createRegistry({
      registries: ['https://silent.test/'],
      fetch: silent,
      cache: memoryCache(),
      now: Date.now,
      stallMs: 1,
    })
    await expect(registry.packument('a')).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('sent nothing') as string,
    })
  })

  it('believes the registry that has no such package, though another cannot be reached', async () => {
    const registry = createRegistry({
      registries: ['https://one.test/', 'https://gone.test/'],
      fetch: async (input) => {
        const address = input instanceof Request ? input.url : input.toString()
        if (address.startsWith('https://gone.test/')) throw new TypeError('fetch failed')
        return Response.json({}, { status: 404 })
      },
      cache: memoryCache(),
      now: Date.now,
    })
    await expect(registry.packument('none')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('takes a page or a 404 for no registry, and tries the next', async () => {
    const registry = await fixtureRegistry([of('a', '1.0.0')])
    const packages = createPackages({
      registries: ['https://app.test/registry/', 'https://none.test/', registry.url],
      fetch: async (input) => {
        const address = input instanceof Request ? input.url : input.toString()
        if (address.startsWith('https://app.test/')) {
          return new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
        }
        if (address.startsWith('https://none.test/')) return new Response('', { status: 404 })
        return registry.fetch(input)
      },
      cache: memoryCache(),
      shipped: nothingShipped,
      print: () => undefined,
    })
    await install(packages, manifest({ a: '1' }))
    expect(folders(packages)).toEqual(['a@1.0.0'])
  })

  it('places one version for all where it can, and another below who needs it', async () => {
    const packages = packagesFor(
      await fixtureRegistry([
        of('shared', '1.5.0'),
        of('shared', '2.0.0'),
        of('a', '1.0.0', { dependencies: { shared: '^1.0.0' } }),
        of('b', '1.0.0', { dependencies: { shared: '^2.0.0' } }),
        of('c', '1.0.0', { dependencies: { shared: '^1.1.0' } }),
      ]),
    )
    await install(packages, manifest({ a: '1', b: '1', c: '1' }))
    expect(folders(packages).sort()).toEqual([
      'a@1.0.0',
      'b/node_modules/shared@2.0.0',
      'b@1.0.0',
      'c@1.0.0',
      'shared@1.5.0',
    ])
    expect(packages.find('shared', 'node_modules/b/lib')?.version).toBe('2.0.0')
    expect(packages.find('shared', 'node_modules/a')?.version).toBe('1.5.0')
  })

  it('brings peers, takes overrides and aliases, skips what is native', async () => {
    const registry = await fixtureRegistry([
      of('react', '18.3.0'),
      of('react', '19.0.0'),
      of('deep', '1.0.0'),
      of('deep', '1.9.0'),
      of('ui', '1.0.0', {
        peerDependencies: { react: '^18.0.0' },
        dependencies: { deep: '^1.0.0' },
        optionalDependencies: { fast: '1.0.0' },
      }),
      of('fast', '1.0.0', { os: ['linux'] }),
    ])
    const packages = packagesFor(registry)
    const source = manifest({ ui: '1', other: 'npm:deep@1.9.0' }, { overrides: { deep: '1.0.0' } })
    await install(packages, source.replace('npm:deep@1.9.0', 'npm:react@^19'))
    expect(folders(packages).sort()).toEqual([
      'deep@1.0.0',
      'fast@1.0.0',
      'other@19.0.0',
      'react@18.3.0',
      'ui@1.0.0',
    ])
    expect(registry.requests.filter((path) => path.includes('fast-'))).toEqual([])
  })

  it('writes ^version into package.json, sorted, with its own indentation', async () => {
    const packages = packagesFor(await fixtureRegistry([of('a', '1.0.0'), of('b', '2.1.0')]))
    const source = '{\n\t"name": "app",\n\t"dependencies": {\n\t\t"b": "2"\n\t}\n}'
    const { files } = await install(packages, source, undefined, ['a@1'])
    expect(files.get('package.json')).toBe(
      '{\n\t"name": "app",\n\t"dependencies": {\n\t\t"a": "^1.0.0",\n\t\t"b": "2"\n\t}\n}',
    )
  })

  it('keeps what the lockfile says while it fits, and writes one that ci accepts', async () => {
    const before = await fixtureRegistry([of('a', '1.0.0')])
    const first = await install(packagesFor(before), manifest({ a: '^1.0.0' }))
    const lockfile = first.files.get('package-lock.json') ?? ''
    expect(lockfile).not.toContain('http')
    const registry = await fixtureRegistry([of('a', '1.0.0'), of('a', '1.1.0'), of('b', '1.0.0')])
    const packages = packagesFor(registry)
    const second = await install(packages, manifest({ a: '^1.0.0' }), lockfile, ['b'])
    expect(folders(packages).sort()).toEqual(['a@1.0.0', 'b@1.0.0'])
    const source = second.files.get('package.json') ?? ''
    const again = packagesFor(registry)
    const written = second.files.get('package-lock.json') ?? ''
    await again.ci(source, written, () => undefined, signal())
    expect(folders(again).sort()).toEqual(folders(packages).sort())
    const removed = await again.install(
      source,
      written,
      { ...NO_CHANGE, remove: ['b'] },
      () => undefined,
      signal(),
    )
    expect(removed.removed).toBe(1)
    expect(removed.files.get('package.json')).not.toContain('"b"')
  })
})

describe('ci', () => {
  const lock = (packages: object) =>
    JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } })

  it.each([
    ['{', 'not valid JSON'],
    ['{"lockfileVersion":1}', 'older than npm 7'],
    [lock({}), 'Missing: a@^1.0.0'],
    [lock({ 'node_modules/a': { version: '2.0.0' } }), 'does not satisfy'],
    [
      lock({ 'node_modules/a': { version: '1.0.0', dependencies: { b: '1' } } }),
      'Missing: b@1, which a needs',
    ],
    [lock({ 'node_modules/../evil': { version: '1.0.0' } }), 'not a place for a package'],
    [lock({ 'node_modules/a': { version: '1/../../x' } }), 'has no version'],
  ])('refuses the lockfile %s', async (lockfile, message) => {
    const packages = packagesFor(await fixtureRegistry([of('a', '1.0.0')]))
    await expect(
      packages.ci(manifest({ a: '^1.0.0' }), lockfile, () => undefined, signal()),
    ).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(message) as string,
    })
  })

  it('refuses links and git by name', async () => {
    const packages = packagesFor(await fixtureRegistry([]))
    for (const entry of [{ link: true }, { version: '1.0.0', resolved: 'git+ssh://x/y' }]) {
      await expect(
        packages.ci(
          manifest({ a: '*' }),
          lock({ 'node_modules/a': entry }),
          () => undefined,
          signal(),
        ),
      ).rejects.toMatchObject({ kind: 'unsupported' })
    }
  })

  it('asks only its registry, whatever address the lockfile names, and leaves tools alone', async () => {
    const registry = await fixtureRegistry([of('a', '1.0.0'), of('vite', '7.0.0')])
    const packages = packagesFor(registry)
    const lockfile = lock({
      'node_modules/a': { version: '1.0.0', resolved: 'https://evil.test/a.tgz' },
      'node_modules/vite': { version: '7.0.0' },
    })
    await packages.ci(manifest({ a: '1', vite: '7' }), lockfile, () => undefined, signal())
    expect(registry.requests).toEqual(['a/-/a-1.0.0.tgz'])
  })

  it('works offline with what is kept, and says so without', async () => {
    const registry = await fixtureRegistry([of('a', '1.0.0')])
    const cache = memoryCache()
    const source = manifest({ a: '^1.0.0' })
    const { files } = await install(packagesFor(registry, cache), source)
    const lockfile = files.get('package-lock.json') ?? ''
    registry.setOffline(true)

    const kept = packagesFor(registry, cache)
    await kept.ci(source, lockfile, () => undefined, signal())
    const [a] = kept.list()
    expect(a && (await kept.read(a, 'index.js'))).toBeDefined()

    const empty = packagesFor(registry)
    await expect(empty.ci(source, lockfile, () => undefined, signal())).rejects.toMatchObject({
      kind: 'offline',
    })
  })
})

// esbuild starts once; on a busy machine that takes its time.
describe('load', { timeout: 60_000 }, () => {
  it('takes a shipped package of exactly its version without asking the registry', async () => {
    const registry = await fixtureRegistry([of('lib', '1.0.0')])
    const source = manifest({ lib: '1.0.0' })
    const { files } = await install(packagesFor(registry), source)
    const lockfile = files.get('package-lock.json') ?? ''
    registry.setOffline(true)
    const module = { key: '.', code: '', format: 'esm', imports: [], dynamicImports: [] } as const
    const shippedAs = (version: string) =>
      createPackages({
        registries: [registry.url],
        fetch: registry.fetch,
        cache: memoryCache(),
        shipped: {
          has: (name, asked) => name === 'lib' && asked === version,
          imports: (name, asked) => (name === 'lib' && asked === version ? [] : undefined),
          load: async (name, asked) =>
            name === 'lib' && asked === version
              ? { entries: ['.'], paths: { '.': 'index.js' }, modules: [module], missing: [] }
              : undefined,
        },
        print: () => undefined,
      })
    const packages = shippedAs('1.0.0')
    await packages.ci(source, lockfile, () => undefined, signal())
    const [lib] = packages.list()
    if (!lib) throw new Error('lib is not installed')
    expect(await packages.resolve(lib, '.', 'import')).toBe('index.js')
    // What is shipped still works when something else of the package cannot be had.
    const [main, other] = await Promise.allSettled([
      packages.load(lib, '.'),
      packages.load(lib, './other'),
    ])
    expect(main.status).toBe('fulfilled')
    expect(other).toMatchObject({ reason: { kind: 'offline' } })
    await expect(
      shippedAs('1.0.1').ci(source, lockfile, () => undefined, signal()),
    ).rejects.toMatchObject({ kind: 'offline' })
  })

  const modern = of(
    'modern',
    '1.0.0',
    {
      type: 'module',
      dependencies: { old: '*' },
      exports: { '.': './index.js', './extra': './extra.js', './style.css': './style.css' },
    },
    {
      'index.js':
        "import old from 'old'; import './style.css'; import { n } from './n.js'; export const one = [n, old]",
      'extra.js': "export { n } from './n.js'",
      'n.js': 'export const n = {}',
      'style.css': 'a { color: red }',
    },
  )
  const old = of(
    'old',
    '1.0.0',
    { browser: { './node.js': false } },
    {
      'index.js':
        "require('./node.js'); require('fs'); exports.m = require('modern'); try { require('nothing') } catch {}",
      'node.js': "throw new Error('node only')",
    },
  )

  async function ready() {
    const packages = packagesFor(await fixtureRegistry([modern, old]))
    await install(packages, manifest({ modern: '1', old: '1' }))
    const find = (name: string) => {
      const found = packages.find(name, '')
      if (!found) throw new Error(`${name} is not installed`)
      return found
    }
    return { packages, find }
  }

  it('names an entry that does not exist, and what else was asked is not lost by it', async () => {
    const { packages, find } = await ready()
    const [missing, good] = await Promise.allSettled([
      packages.load(find('modern'), './none'),
      packages.load(find('modern'), '.'),
    ])
    expect(missing).toMatchObject({
      status: 'rejected',
      reason: { name: 'CompileError', message: expect.stringContaining('modern/none') as string },
    })
    expect(good.status).toBe('fulfilled')
  })

  it('keeps other packages and style sheets as imports, and shares modules of entries', async () => {
    const { packages, find } = await ready()
    const [main, extra] = await Promise.all([
      packages.load(find('modern'), '.'),
      packages.load(find('modern'), './extra'),
    ])
    expect(main.entry.id).toBe('/@dep/modern!.')
    expect(main.entry.imports).toEqual(
      expect.arrayContaining(['old', 'modern/style.css', expect.stringMatching(/^~c-/)]),
    )
    expect(main.chunks.map(({ id }) => id)).toEqual(extra.chunks.map(({ id }) => id))
    expect(await packages.resolve(find('modern'), './style.css', 'style')).toBe('style.css')
  })

  it('marks CommonJS, and turns require of other packages into imports', async () => {
    const { packages, find } = await ready()
    const { entry, chunks } = await packages.load(find('old'), '.')
    expect(entry.interop).toBe(true)
    const whole = [entry, ...chunks]
    expect(whole.flatMap(({ imports }) => imports)).toContain('modern/$require')
    expect(whole.map(({ code }) => code).join()).not.toContain('node only')
    expect((await packages.load(find('old'), './$require')).entry.interop).toBeUndefined()
  })

  it('bundles anew for an entry that comes later, and tells', async () => {
    const { packages, find } = await ready()
    await packages.load(find('modern'), '.')
    const changed = vi.fn()
    packages.onChange(changed)
    await packages.load(find('modern'), './extra')
    expect(changed).toHaveBeenCalledTimes(1)
    await packages.load(find('modern'), '.')
    expect(changed).toHaveBeenCalledTimes(1)
  })
})
