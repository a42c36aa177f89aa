import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import type { Origin } from '#workspace/workspace.ts'
import { createFakeBoot, createFakeRuntime } from './fake.ts'
import type { FakeProgram, FakeRuntime } from './fake.ts'
import { createHost } from './host.ts'
import type { HostLimits, HostPhase } from './host.ts'
import type { BootRuntime } from './runtime.ts'

const manifest = (dependencies: Record<string, string>, scripts: Record<string, string> = {}) =>
  JSON.stringify({ scripts: { dev: 'vite', ...scripts }, dependencies })
const lockfile = (dependencies: Record<string, string>) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies } } })

const limits: HostLimits = {
  besideMs: 3_000,
  besideBootMs: 20_000,
  bootMs: 30_000,
  installSilenceMs: 120_000,
  serverReadyMs: 60_000,
  manifestRestMs: 1_500,
}

const healthy: Record<string, FakeProgram> = {
  'npm ci': (p) => p.print('npm http fetch GET 200 https://r/react 9ms\nadded 3 packages in 2s\n'),
  'npm install': (p) => p.print('added 4 packages in 3s\n'),
  'npm run dev': (p) => {
    p.print('ready in 300 ms\n')
    p.listen(5173)
    return p.forever
  },
}

interface Setup {
  readonly files?: Record<string, string>
  readonly programs?: Record<string, FakeProgram>
  readonly boot?: BootRuntime
}

const open: { dispose(): Promise<void> }[] = []

function setup({ files = {}, programs = {}, boot }: Setup = {}) {
  const project = {
    'package.json': manifest({ react: '19' }),
    'package-lock.json': lockfile({ react: '19' }),
    ...files,
  }
  const workspace = createWorkspace(
    new Map(Object.entries(project).map(([path, text]) => [path, encodeText(text)])),
  )
  const runtimes: FakeRuntime[] = []
  const makeRuntime = () => {
    const runtime = createFakeRuntime({ programs: { ...healthy, ...programs } })
    runtimes.push(runtime)
    return runtime
  }
  const host = createHost({
    workspace,
    boots: { webcontainer: boot ?? createFakeBoot(makeRuntime) },
    limits,
  })
  open.push(host)
  const phases: string[] = []
  host.store.subscribe(({ phase }, before) => {
    if (phase.name !== before.phase.name) phases.push(phase.name)
  })
  const phase = () => host.store.getState().phase
  return {
    host,
    workspace,
    runtimes,
    phases,
    phase,
    runtime: () => {
      const latest = runtimes.at(-1)
      if (!latest) throw new Error('nothing was booted')
      return latest
    },
    write: (path: string, text: string, origin: Origin = 'user') =>
      workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], origin),
    lines: () =>
      runtimes.flatMap(({ spawned }) => spawned.map(({ line }) => line.replace(/ --.*/, ''))),
    reach: async <Name extends HostPhase['name']>(name: Name) => {
      await vi.waitFor(() => expect(phase()).toMatchObject({ name }), { interval: 1 })
      return phase() as Extract<HostPhase, { name: Name }>
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(async () => {
  for (const host of open.splice(0)) await host.dispose()
  vi.useRealTimers()
})

describe('opening a project', () => {
  it('boots, mounts, installs, starts the dev server and is ready', async () => {
    const { host, phases, reach, runtime, lines } = setup()
    host.start()
    host.start()
    expect(await reach('ready')).toEqual({
      name: 'ready',
      port: 5173,
      url: 'http://localhost:5173/',
    })
    expect(phases).toEqual(['booting', 'mounting', 'installing', 'starting', 'ready'])
    expect(lines()).toEqual(['npm ci', 'npm run dev'])
    expect(runtime().text('package.json')).toBe(manifest({ react: '19' }))
    expect(host.store.getState()).toMatchObject({ kind: 'webcontainer', previewGeneration: 1 })
    expect(host.log.text()).toBe(
      '$ npm ci\nadded 3 packages in 2s\n$ npm run dev\nready in 300 ms\n',
    )
  })

  it('shows what the runtime says while it boots', async () => {
    const { host, phase } = setup({
      boot: (options) => {
        options.onProgress('Loading')
        return createFakeBoot('hang')(options)
      },
    })
    host.start()
    await vi.waitFor(() => expect(phase()).toMatchObject({ name: 'booting', message: 'Loading' }))
  })

  it('shows how far the installation is', async () => {
    const { host, reach } = setup({
      programs: {
        'npm ci': (p) => {
          p.print('npm http fetch GET 200 https://registry/react 12ms (cache miss)\n')
          p.print('npm http fetch GET 200 https://registry/@types%2fnode/-/node-22.tgz 9ms\n')
          return p.forever
        },
      },
    })
    host.start()
    await reach('installing')
    await vi.waitFor(() =>
      expect(host.store.getState().phase).toMatchObject({ detail: 'Fetched 2 · @types/node' }),
    )
  })

  it('installs nothing without dependencies, and starts `start` without `dev`', async () => {
    const { host, reach, lines } = setup({
      files: { 'package.json': '{"scripts":{"start":"node ."}}' },
      programs: {
        'npm run start': (p) => {
          p.listen(80)
          return p.forever
        },
      },
    })
    host.start()
    await reach('ready')
    expect(lines()).toEqual(['npm run start'])
  })

  it('has nothing to show without a script; shows a server that somebody starts', async () => {
    const { host, reach, runtime, write } = setup({ files: { 'package.json': '{}' } })
    host.start()
    await reach('no-server')
    runtime().emit({ type: 'server-ready', port: 80, url: 'http://localhost:80/' })
    await reach('ready')
    runtime().emit({ type: 'port-closed', port: 80 })
    await reach('no-server')
    write('package.json', '{"scripts":{"dev":"vite"}}', 'agent')
    expect(await reach('ready')).toMatchObject({ port: 5173 })
  })
})

describe('installing', () => {
  it('uses npm install when the lockfile is of another package.json', async () => {
    const { host, reach, lines } = setup({
      files: { 'package-lock.json': lockfile({ react: '18' }) },
    })
    host.start()
    await reach('ready')
    expect(lines()).toEqual(['npm install', 'npm run dev'])
  })

  it('falls back to npm install when npm ci refuses the lockfile', async () => {
    const { host, reach, lines } = setup({
      programs: {
        'npm ci': (p) => {
          p.print('npm error code EUSAGE\nnpm error `npm ci` can only install packages when …\n')
          return 1
        },
      },
    })
    host.start()
    await reach('ready')
    expect(lines()).toEqual(['npm ci', 'npm install', 'npm run dev'])
  })

  it('fails with the last lines and a hint, and tries again', async () => {
    const { host, reach, runtime } = setup({
      programs: {
        'npm ci': (p) => {
          p.print('npm error code E404\nnpm error 404 no-such-package\n')
          return 1
        },
      },
    })
    host.start()
    const failed = await reach('failed')
    expect(failed).toMatchObject({ stage: 'install', actions: ['reinstall', 'show-log'] })
    expect(failed.failure.message).toContain('404 no-such-package')
    expect(failed.failure.hint).toContain('package.json')
    await expect(host.ready()).rejects.toBe(failed.failure)
    runtime().programs.set('npm ci', () => 0)
    host.act('reinstall')
    await reach('ready')
  })

  it('fails when the installer prints nothing for too long', async () => {
    const { host, reach } = setup({ programs: { 'npm ci': (p) => p.forever } })
    host.start()
    await reach('installing')
    await vi.advanceTimersByTimeAsync(limits.installSilenceMs)
    expect(await reach('failed')).toMatchObject({ stage: 'install', failure: { kind: 'timeout' } })
  })
})

describe('a failed boot', () => {
  it('that hangs asks for a reload of the page', async () => {
    const { host, reach } = setup({ boot: () => new Promise(() => undefined) })
    host.start()
    await reach('booting')
    await vi.advanceTimersByTimeAsync(limits.bootMs)
    expect(await reach('failed')).toMatchObject({
      stage: 'boot',
      failure: { kind: 'timeout' },
      actions: ['reload-page'],
    })
  })

  it('that comes too late is closed again', async () => {
    const late = createFakeRuntime()
    let arrive = (): void => undefined
    const { host, reach } = setup({
      boot: () => new Promise((resolve) => (arrive = () => resolve(late))),
    })
    host.start()
    await reach('booting')
    await vi.advanceTimersByTimeAsync(limits.bootMs)
    await reach('failed')
    arrive()
    await vi.waitFor(() => expect(late.disposed).toBe(true))
  })

  it('that is refused can be retried', async () => {
    let tries = 0
    const { host, reach } = setup({
      boot: createFakeBoot(() => {
        if (tries++ === 0) throw new Failure('unreachable', 'refused')
        return createFakeRuntime({ programs: healthy })
      }),
    })
    host.start()
    expect(await reach('failed')).toMatchObject({
      stage: 'boot',
      actions: ['retry', 'reload-page'],
    })
    host.act('retry')
    await reach('ready')
  })

  it('on a page that cannot run it says so', async () => {
    const failure = new Failure('unsupported', 'not isolated', { hint: 'send headers' })
    const { host, reach } = setup({
      boot: createFakeBoot(() => {
        throw failure
      }),
    })
    host.start()
    expect(await reach('failed')).toMatchObject({ failure, actions: ['reload-page'] })
  })
})

describe('the dev server', () => {
  it('that dies is a failure with its last lines; it can be restarted', async () => {
    const { host, reach, runtime, lines } = setup()
    host.start()
    await reach('ready')
    const server = runtime().spawned.at(-1)
    server?.print('Error: no such plugin\n')
    server?.exit(1)
    const failed = await reach('failed')
    expect(failed).toMatchObject({ stage: 'server', actions: ['restart-server', 'show-log'] })
    expect(failed.failure.message).toContain('no such plugin')
    await expect(host.ready()).resolves.toBeDefined()
    host.act('restart-server')
    await reach('ready')
    expect(lines()).toEqual(['npm ci', 'npm run dev', 'npm run dev'])
    expect(host.store.getState().previewGeneration).toBe(2)
  })

  it('that starts is not disturbed: commands wait until it listens', async () => {
    const { host, reach, runtime } = setup({ programs: { 'npm run dev': (p) => p.forever } })
    host.start()
    const order: string[] = []
    const ready = host.ready().then(() => order.push('a command may run'))
    await reach('starting')
    await vi.waitFor(() => expect(runtime().spawned).toHaveLength(2))
    order.push('it listens')
    runtime().emit({ type: 'server-ready', port: 5173, url: 'http://localhost:5173/' })
    await ready
    expect(order).toEqual(['it listens', 'a command may run'])
  })

  it('that never listens is a failure, and is ended', async () => {
    const { host, reach, runtime } = setup({ programs: { 'npm run dev': (p) => p.forever } })
    host.start()
    await reach('starting')
    await vi.waitFor(() => expect(runtime().spawned).toHaveLength(2))
    await vi.advanceTimersByTimeAsync(limits.serverReadyMs)
    expect(await reach('failed')).toMatchObject({ stage: 'server', failure: { kind: 'timeout' } })
    expect(runtime().spawned.at(-1)?.signal.aborted).toBe(true)
  })

  it('that closes its port for a moment is waited for', async () => {
    const { host, reach, runtime } = setup()
    host.start()
    await reach('ready')
    runtime().emit({ type: 'port-closed', port: 5173 })
    await reach('starting')
    runtime().emit({ type: 'server-ready', port: 5173, url: 'http://localhost:5173/' })
    await reach('ready')
    expect(host.store.getState().previewGeneration).toBe(2)
  })

  it('keeps the preview when another server starts and stops', async () => {
    const { host, reach, runtime, phase } = setup()
    host.start()
    const ready = await reach('ready')
    runtime().emit({ type: 'server-ready', port: 3000, url: 'http://localhost:3000/' })
    runtime().emit({ type: 'port-closed', port: 3000 })
    expect(phase()).toEqual(ready)
  })
})

describe('package.json', () => {
  it('edited by the agent installs at once; ready waits for it', async () => {
    const { host, reach, write, lines } = setup()
    host.start()
    await reach('ready')
    write('package.json', manifest({ react: '19', zustand: '5' }), 'agent')
    await host.ready()
    expect(lines()).toEqual(['npm ci', 'npm run dev', 'npm install', 'npm run dev'])
  })

  it('edited by a person installs when they rest, and not in mid-word', async () => {
    const { host, reach, write, lines } = setup()
    host.start()
    await reach('ready')
    write('package.json', manifest({ react: '19', z: '5' }))
    await vi.advanceTimersByTimeAsync(limits.manifestRestMs - 500)
    write('package.json', '{ "broken')
    await vi.advanceTimersByTimeAsync(limits.manifestRestMs + 500)
    expect(lines()).toHaveLength(2)
    write('package.json', manifest({ react: '19', zustand: '5' }))
    await vi.advanceTimersByTimeAsync(limits.manifestRestMs + 500)
    await reach('ready')
    expect(lines()).toEqual(['npm ci', 'npm run dev', 'npm install', 'npm run dev'])
  })

  it('changed by a process, or in its scripts only, installs nothing', async () => {
    const { host, reach, runtime, write, lines } = setup()
    host.start()
    await reach('ready')
    runtime().change([
      {
        type: 'write',
        path: 'package.json',
        bytes: encodeText(manifest({ react: '19', zustand: '5' })),
      },
    ])
    write('package.json', manifest({ react: '19', zustand: '5' }, { test: 'vitest' }), 'agent')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(lines()).toEqual(['npm ci', 'npm run dev'])
  })

  it('edited while the agent installs waits for the end of that', async () => {
    const { host, reach, runtime, write, lines } = setup()
    host.start()
    await reach('ready')
    runtime().programs.set('npm install zustand', (p) => p.forever)
    const ready = await host.ready()
    await ready.spawn('npm', ['install', 'zustand'])
    write('package.json', manifest({ react: '19', other: '1' }), 'agent')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(lines()).toEqual(['npm ci', 'npm run dev', 'npm install zustand'])
    runtime().spawned.at(-1)?.exit(0)
    await vi.waitFor(() => expect(lines()).toHaveLength(5))
    expect(lines()[3]).toBe('npm install')
  })
})

describe('a runtime that is lost', () => {
  it('is a failure; a retry boots anew with everything that was written meanwhile', async () => {
    const { host, reach, runtime, runtimes, write } = setup()
    host.start()
    await reach('ready')
    runtime().lose('the frame went away')
    const failed = await reach('failed')
    expect(failed).toMatchObject({ stage: 'lost', actions: ['retry', 'reload-page'] })
    expect(failed.failure.message).toBe('the frame went away')
    await expect(host.ready()).rejects.toMatchObject({ kind: 'lost' })
    write('a.txt', 'written without a runtime')
    host.act('retry')
    await reach('ready')
    expect(runtimes).toHaveLength(2)
    expect(runtime().text('a.txt')).toBe('written without a runtime')
  })

  it('asks for a reload when no other can boot', async () => {
    const { host, reach, runtime } = setup()
    host.start()
    await reach('ready')
    runtime().emit({ type: 'lost', reason: 'gone', needsReload: true })
    expect(await reach('failed')).toMatchObject({ stage: 'lost', actions: ['reload-page'] })
  })
})

describe('the files', () => {
  it('that cannot be written are a failure of their own', async () => {
    const { host, reach, runtime, write } = setup()
    host.start()
    await reach('ready')
    runtime().fail('write', new Failure('timeout', 'slow'), 2)
    write('a.txt', 'a')
    expect(await reach('failed')).toMatchObject({
      stage: 'mount',
      actions: ['retry', 'reload-page'],
    })
    host.act('retry')
    await reach('ready')
    expect(runtime().text('a.txt')).toBe('a')
  })

  it('flushed waits until they have reached the runtime', async () => {
    const { host, runtime, write } = setup()
    const early = host.flushed()
    host.start()
    await early
    write('a.txt', 'a')
    await host.flushed()
    expect(runtime().text('a.txt')).toBe('a')
  })
})

describe('preview errors', () => {
  const error = (message: string) => ({
    type: 'preview-error' as const,
    error: { kind: 'uncaught' as const, message, stack: undefined, path: '/', port: 5173 },
  })

  it('are kept up to the newest 50, until the preview loads anew', async () => {
    const { host, reach, runtime } = setup()
    host.start()
    await reach('ready')
    for (let i = 0; i < 60; i++) runtime().emit(error(`e${i}`))
    expect(host.store.getState().previewErrors).toHaveLength(50)
    expect(host.store.getState().previewErrors.at(-1)?.message).toBe('e59')
    host.clearPreviewErrors()
    expect(host.store.getState().previewErrors).toEqual([])
    runtime().emit(error('again'))
    runtime().emit({ type: 'server-ready', port: 5173, url: 'http://localhost:5173/' })
    expect(host.store.getState().previewErrors).toEqual([])
  })
})

describe('the shell', () => {
  it('opens as soon as the files are mounted', async () => {
    const { host, runtime } = setup({
      programs: { 'npm ci': (p) => p.forever, jsh: (p) => p.forever },
    })
    host.start()
    await host.openShell({ cols: 80, rows: 24 })
    const shell = runtime().spawned.find(({ command }) => command === 'jsh')
    expect(shell?.size()).toEqual({ cols: 80, rows: 24 })
  })
})

describe('ready', () => {
  it('is given up by its signal', async () => {
    const { host } = setup()
    const stop = new AbortController()
    const ready = host.ready(stop.signal)
    stop.abort()
    await expect(ready).rejects.toMatchObject({ kind: 'aborted' })
  })
})

describe('dispose', () => {
  const stuck: Record<string, Setup> = {
    booting: { boot: createFakeBoot('hang') },
    installing: { programs: { 'npm ci': (p) => p.forever } },
    starting: { programs: { 'npm run dev': (p) => p.forever } },
    ready: {},
  }

  it.each(Object.keys(stuck))('while %s closes the runtime and rejects who waits', async (name) => {
    const { host, reach, runtimes, phase } = setup(stuck[name])
    const flushed = host.flushed().catch((error: unknown) => error)
    host.start()
    await reach(name as HostPhase['name'])
    const ready = name === 'booting' || name === 'installing' ? host.ready() : undefined
    const rejected = ready && expect(ready).rejects.toMatchObject({ kind: 'aborted' })
    await host.dispose()
    await host.dispose()
    await rejected
    await flushed
    for (const runtime of runtimes) expect(runtime.disposed).toBe(true)
    const last = phase()
    host.act('retry')
    await vi.advanceTimersByTimeAsync(200_000)
    expect(phase()).toBe(last)
  })

  it('before the start is fine', async () => {
    const { host } = setup()
    await host.dispose()
    await expect(host.ready()).rejects.toMatchObject({ kind: 'aborted' })
  })
})
