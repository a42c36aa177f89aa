import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { createFakeBoot, createFakeRuntime } from './fake.ts'
import type { FakeProgram, FakeRuntime } from './fake.ts'
import { createHost } from './host.ts'
import type { Host, HostPhase, RuntimeChoice } from './host.ts'
import type { Runtime } from './runtime.ts'

type Kind = Runtime['kind']

const manifest = (dev: string, dependencies: Record<string, string> = { react: '19' }) =>
  JSON.stringify({ scripts: { dev }, dependencies })

const lockfile = (dependencies: Record<string, string>) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies } } })

const ports: Record<Kind, number> = { embedded: 1, webcontainer: 5173 }

interface Setup {
  readonly choice?: RuntimeChoice
  readonly dev?: string
  /** Throws to refuse a boot; waits to delay it. */
  readonly boot?: Partial<Record<Kind, () => void | Promise<void>>>
  readonly programs?: Partial<Record<Kind, Record<string, FakeProgram>>>
}

const open: Host[] = []

function setup({ choice, dev = 'vite', boot = {}, programs = {} }: Setup = {}) {
  const workspace = createWorkspace(
    new Map([
      ['package.json', encodeText(manifest(dev))],
      ['index.html', encodeText('<div id="root"></div>')],
    ]),
  )
  const runtimes: Record<Kind, FakeRuntime[]> = { embedded: [], webcontainer: [] }
  const bootOf = (kind: Kind) =>
    createFakeBoot(async () => {
      await boot[kind]?.()
      const shell = { command: kind === 'embedded' ? 'bash' : 'jsh', args: [] }
      const runtime = createFakeRuntime({
        kind,
        abilities: { shell, servers: kind === 'webcontainer' },
        programs: {
          'npm install': () => 0,
          'npm run dev': (p) => {
            p.listen(ports[kind])
            return p.forever
          },
          [shell.command]: (p) => p.forever,
          ...programs[kind],
        },
      })
      runtimes[kind].push(runtime)
      return runtime
    })
  const host = createHost({
    workspace,
    boots: { embedded: bootOf('embedded'), webcontainer: bootOf('webcontainer') },
    ...(choice && { choice }),
  })
  open.push(host)
  const state = () => host.store.getState()
  return {
    host,
    workspace,
    state,
    write: (text: string) =>
      workspace.apply([{ type: 'write', path: 'package.json', bytes: encodeText(text) }], 'agent'),
    booted: (kind: Kind) => runtimes[kind].length,
    runtime: (kind: Kind) => {
      const latest = runtimes[kind].at(-1)
      if (!latest) throw new Error(`no ${kind} was booted`)
      return latest
    },
    /** Waits until `kind` is shown in that phase. */
    shows: (kind: Kind, name: HostPhase['name'] = 'ready') =>
      vi.waitFor(() => expect(state()).toMatchObject({ kind, phase: { name } }), { interval: 1 }),
    until: (look: () => void) => vi.waitFor(look, { interval: 1 }),
  }
}

function gate() {
  let pass = (): void => undefined
  const passed = new Promise<void>((resolve) => (pass = resolve))
  return { pass, wait: () => passed }
}

const refuse = (kind: Failure['kind'], message: string) => () => {
  throw new Failure(kind, message)
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(async () => {
  for (const host of open.splice(0)) await host.dispose()
  vi.useRealTimers()
})

describe('a project that the embedded engine suits', () => {
  it('is shown by it at once; the WebContainer boots when the preview is there', async () => {
    const { host, shows, booted, state } = setup()
    host.start()
    await shows('embedded')
    expect(booted('webcontainer')).toBe(0)
    expect(state()).toMatchObject({ beside: undefined, offer: undefined, previewGeneration: 1 })
    host.previewShown()
    await shows('webcontainer')
    expect(state()).toMatchObject({
      phase: { port: ports.webcontainer },
      beside: undefined,
      offer: undefined,
      notice: undefined,
      previewGeneration: 2,
    })
  })

  it('boots the WebContainer after three seconds although no preview was shown', async () => {
    const never = gate()
    const { host, shows, booted } = setup({ boot: { embedded: never.wait } })
    host.start()
    await vi.advanceTimersByTimeAsync(2_500)
    expect(booted('webcontainer')).toBe(0)
    await vi.advanceTimersByTimeAsync(1_000)
    await shows('webcontainer')
  })

  it('closes the embedded engine after it has handed over', async () => {
    const { host, shows, runtime, booted } = setup()
    host.start()
    await shows('embedded')
    host.previewShown()
    await shows('webcontainer')
    await vi.waitFor(() => expect(runtime('embedded').disposed).toBe(true))
    expect(booted('embedded')).toBe(1)
  })

  it('has one log: of what is shown', async () => {
    const { host, shows, until } = setup({
      programs: {
        embedded: { 'npm install': (p) => p.print('from the engine\n') },
        webcontainer: { 'npm install': (p) => p.print('from the container\n') },
      },
    })
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(host.store.getState().offer).toBe('switch'))
    expect(host.log.text()).not.toContain('from the container')
    host.act('switch')
    expect(host.log.text()).toMatch(/from the engine[^]*from the container/)
  })

  it('that is touched stays, with an offer', async () => {
    const { host, shows, state, until, runtime } = setup()
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    expect(state()).toMatchObject({ kind: 'embedded', beside: { name: 'ready' } })
    host.act('switch')
    expect(state()).toMatchObject({ kind: 'webcontainer', offer: undefined })
    expect(runtime('embedded').disposed).toBe(true)
  })

  it('in whose shell somebody typed stays, with an offer; an untouched shell holds nothing', async () => {
    const { host, shows, state, until } = setup()
    host.start()
    await shows('embedded')
    const shell = await host.openShell({ cols: 80, rows: 24 })
    await shell.write('l')
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    shell.kill()
    await shows('webcontainer')

    const other = setup()
    other.host.start()
    await other.shows('embedded')
    await other.host.openShell({ cols: 80, rows: 24 })
    other.host.previewShown()
    await other.shows('webcontainer')
  })

  it('is not taken away from under a command, not even by a click', async () => {
    const { host, shows, state, until, runtime } = setup({
      programs: { embedded: { 'bash -c': (p) => p.forever } },
    })
    host.start()
    await shows('embedded')
    const ready = await host.ready()
    const command = await ready.spawn('bash', ['-c', 'npx tsc'])
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    host.act('switch')
    expect(state()).toMatchObject({ kind: 'embedded', offer: 'waiting' })
    runtime('embedded').spawned.at(-1)?.exit(0)
    expect(await command.exit).toBe(0)
    await shows('webcontainer')
  })

  it('is not taken away while a command is only being started', async () => {
    const { host, shows, state, until, runtime } = setup({
      programs: { embedded: { 'bash -c': () => 0 } },
    })
    host.start()
    await shows('embedded')
    const release = runtime('embedded').hold('spawn')
    const starting = (await host.ready()).spawn('bash', ['-c', 'true'])
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    release()
    expect(await (await starting).exit).toBe(0)
    await shows('webcontainer')
  })
})

describe('what was handed out before', () => {
  it('goes on with the runtime that took over, with the shell of that one', async () => {
    const { host, shows, runtime } = setup({ programs: { webcontainer: { 'jsh -c': () => 7 } } })
    host.start()
    await shows('embedded')
    const ready = await host.ready()
    const { shell } = ready.abilities
    host.previewShown()
    await shows('webcontainer')
    const process = await ready.spawn(shell?.command ?? '', ['-c', 'exit 7'])
    expect(await process.exit).toBe(7)
    expect(ready.kind).toBe('webcontainer')
    expect(runtime('webcontainer').spawned.at(-1)?.line).toBe('jsh -c exit 7')
  })

  it('ready, flushed and a shell that wait for a failing engine wait on for the other', async () => {
    const { host, shows } = setup({
      boot: { embedded: refuse('unsupported', 'no service workers') },
    })
    const ready = host.ready()
    const flushed = host.flushed()
    const shell = host.openShell({ cols: 80, rows: 24 })
    host.start()
    await shows('webcontainer')
    expect((await ready).kind).toBe('webcontainer')
    await flushed
    await shell
  })
})

describe('package.json', () => {
  it('changed by a program of one runtime is installed in the other', async () => {
    const { host, shows, runtime, until } = setup()
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(host.store.getState().offer).toBe('switch'))
    const installs = (kind: Kind) =>
      runtime(kind).spawned.filter(({ line }) => line.startsWith('npm install')).length
    runtime('embedded').change([
      {
        type: 'write',
        path: 'package.json',
        bytes: encodeText(manifest('vite', { react: '19', zustand: '5' })),
      },
    ])
    await until(() => expect(installs('webcontainer')).toBe(2))
    expect(installs('embedded')).toBe(1)
    expect(runtime('webcontainer').text('package.json')).toContain('zustand')
  })

  it('that asks for new packages is resolved by one runtime, and the other follows its lockfile', async () => {
    const resolved = gate()
    let installs = 0
    const { host, shows, runtime, until, write, workspace } = setup({
      programs: {
        embedded: {
          'npm install': async (p) => {
            if (installs++ === 0) return
            await resolved.wait()
            p.write('package-lock.json', lockfile({ react: '19', zustand: '5' }))
          },
          'npm ci': () => 0,
        },
        webcontainer: {
          'npm install': (p) => p.write('package-lock.json', '{"from": "the other"}'),
          'npm ci': () => 0,
        },
      },
    })
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(host.store.getState().offer).toBe('switch'))
    workspace.apply([{ type: 'delete', path: 'package-lock.json' }], 'agent')
    await host.flushed()
    const before = runtime('webcontainer').spawned.length
    write(manifest('vite', { react: '19', zustand: '5' }))
    await until(() => expect(host.store.getState().beside?.name).toBe('installing'))
    expect(npm('webcontainer')).toEqual([])
    resolved.pass()
    await until(() => expect(host.store.getState().offer).toBe('switch'))
    expect(npm('webcontainer')).toEqual(['ci'])
    expect(npm('embedded')).toEqual(['install', 'install'])
    const settled = lockfile({ react: '19', zustand: '5' })
    expect(workspace.text('package-lock.json')).toBe(settled)
    for (const kind of ['embedded', 'webcontainer'] as const) {
      expect(runtime(kind).text('package-lock.json')).toBe(settled)
    }

    function npm(kind: Kind) {
      const from = kind === 'webcontainer' ? before : 0
      return runtime(kind)
        .spawned.slice(from)
        .flatMap(({ line }) => /^npm (install|ci)\b/.exec(line)?.[1] ?? [])
    }
  })

  it('that one runtime cannot install is left to the other', async () => {
    let installs = 0
    const { host, shows, runtime, until, write } = setup({
      programs: { embedded: { 'npm install': () => (installs++ === 0 ? 0 : 1) } },
    })
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(host.store.getState().offer).toBe('switch'))
    write(manifest('vite', { react: '19', zustand: '5' }))
    await shows('webcontainer')
    const { spawned } = runtime('webcontainer')
    expect(spawned.filter(({ line }) => line.startsWith('npm install'))).toHaveLength(2)
  })

  it('that asks for packages takes the offer back until they are there', async () => {
    const packages = gate()
    let installs = 0
    const { host, shows, state, until, write } = setup({
      programs: {
        webcontainer: { 'npm install': () => (installs++ === 0 ? undefined : packages.wait()) },
      },
    })
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    write(manifest('vite', { react: '19', zustand: '5' }))
    await until(() => expect(state().beside?.name).toBe('installing'))
    expect(state().offer).toBeUndefined()
    // Asked for in the same moment: it is done as soon as it can be.
    host.act('switch')
    expect(state().kind).toBe('embedded')
    packages.pass()
    await shows('webcontainer')
  })
})

describe('a WebContainer that cannot boot', () => {
  it('leaves the project on the embedded engine, with the reason and what is missing', async () => {
    const { host, shows, state, until } = setup({
      boot: { webcontainer: refuse('unreachable', 'StackBlitz could not be reached.') },
    })
    host.start()
    await shows('embedded')
    host.previewShown()
    await until(() => expect(state().notice).toBeDefined())
    expect(state()).toMatchObject({
      kind: 'embedded',
      phase: { name: 'ready' },
      notice: {
        reason: { kind: 'unreachable', message: 'StackBlitz could not be reached.' },
        actions: ['retry-webcontainer'],
      },
    })
    expect(state().notice?.missing.join()).toContain('servers')
  })

  it('is tried again when asked', async () => {
    let tries = 0
    const { host, shows, state, until } = setup({
      boot: {
        webcontainer: () => {
          if (tries++ === 0) throw new Failure('offline', 'You are offline.')
        },
      },
    })
    host.start()
    await shows('embedded')
    host.previewShown()
    await until(() => expect(state().notice).toBeDefined())
    host.act('retry-webcontainer')
    await shows('webcontainer')
    expect(state().notice).toBeUndefined()
  })

  it('within 20 seconds asks for a reload of the page', async () => {
    const never = gate()
    const { host, shows, state } = setup({ boot: { webcontainer: never.wait } })
    host.start()
    await shows('embedded')
    host.previewShown()
    await vi.advanceTimersByTimeAsync(21_000)
    expect(state()).toMatchObject({
      kind: 'embedded',
      notice: { reason: { kind: 'timeout' }, actions: ['reload-page'] },
    })
  })

  it('keeps the same notice as long as nothing changes, so that it can be dismissed', async () => {
    const { host, shows, state, until, runtime } = setup({
      boot: { webcontainer: refuse('offline', 'You are offline.') },
    })
    host.start()
    await shows('embedded')
    host.previewShown()
    await until(() => expect(state().notice).toBeDefined())
    const { notice } = state()
    runtime('embedded').emit({ type: 'server-ready', port: 1, url: 'http://localhost:1/' })
    expect(state().notice).toBe(notice)
  })
})

describe('an embedded engine that fails', () => {
  it('gives way to the WebContainer, which starts at once', async () => {
    const slow = gate()
    const { host, shows } = setup({
      boot: { embedded: refuse('unsupported', 'no service workers'), webcontainer: slow.wait },
    })
    host.start()
    await shows('webcontainer', 'booting')
    slow.pass()
    await shows('webcontainer')
  })

  it('after the WebContainer did: both reasons, of which the first is the WebContainer’s', async () => {
    const { host, shows, state, until, runtime } = setup({
      boot: { webcontainer: refuse('unreachable', 'StackBlitz could not be reached.') },
    })
    host.start()
    await shows('embedded')
    host.previewShown()
    await until(() => expect(state().notice).toBeDefined())
    runtime('embedded').lose('The worker ended.')
    await shows('webcontainer', 'failed')
    const { phase } = state()
    if (phase.name !== 'failed') throw new Error('it has not failed')
    expect(phase).toMatchObject({ stage: 'boot', actions: ['retry', 'reload-page'] })
    expect(phase.failure.message).toMatch(/^StackBlitz could not.*The worker ended\.$/)
    expect(state().notice).toBeUndefined()
    await expect(host.ready()).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('is tried again together with the WebContainer', async () => {
    let broken = true
    const fail = () => {
      if (broken) throw new Failure('offline', 'no')
    }
    const { host, shows, state } = setup({ boot: { embedded: fail, webcontainer: fail } })
    host.start()
    await shows('webcontainer', 'failed')
    broken = false
    host.act('retry')
    await shows('webcontainer')
    expect(state().notice).toBeUndefined()
  })
})

describe('a WebContainer that is lost after it took over', () => {
  it('gives the preview back to the embedded engine, with a notice', async () => {
    const { host, shows, state, runtime, booted } = setup()
    host.start()
    await shows('embedded')
    host.previewShown()
    await shows('webcontainer')
    const before = state().previewGeneration
    runtime('webcontainer').lose('The frame went away.')
    await shows('embedded')
    expect(booted('embedded')).toBe(2)
    expect(state().previewGeneration).toBeGreaterThan(before)
    expect(state().notice?.reason.message).toBe('The frame went away.')
    host.act('retry-webcontainer')
    await shows('webcontainer')
  })

  it('keeps the preview when only its dev server stopped', async () => {
    const { host, shows, runtime, booted } = setup()
    host.start()
    await shows('embedded')
    host.previewShown()
    await shows('webcontainer')
    runtime('webcontainer').spawned.at(-1)?.exit(1)
    await shows('webcontainer', 'failed')
    expect(booted('embedded')).toBe(1)
  })
})

describe('races', () => {
  it('both ready in the same tick: the WebContainer is shown once, nothing is left open', async () => {
    const both = gate()
    const { host, shows, booted, runtime, state } = setup({
      programs: {
        embedded: {
          'npm run dev': async (p) => {
            await both.wait()
            p.listen(1)
            return p.forever
          },
        },
        webcontainer: {
          'npm run dev': async (p) => {
            await both.wait()
            p.listen(5173)
            return p.forever
          },
        },
      },
    })
    host.start()
    host.previewShown()
    await vi.waitFor(() => expect(state().beside?.name).toBe('starting'))
    both.pass()
    await shows('webcontainer')
    expect([booted('embedded'), booted('webcontainer')]).toEqual([1, 1])
    expect(runtime('embedded').disposed).toBe(true)
  })

  it('a WebContainer that is ready before the embedded engine is shown at once', async () => {
    const never = gate()
    const { host, shows } = setup({ boot: { embedded: never.wait } })
    host.start()
    host.previewTouched()
    host.previewShown()
    await shows('webcontainer')
  })

  it('errors of the runtime that is not shown are not told', async () => {
    const { host, shows, state, until, runtime } = setup()
    host.start()
    await shows('embedded')
    host.previewTouched()
    host.previewShown()
    await until(() => expect(state().offer).toBe('switch'))
    const error = { kind: 'uncaught', stack: undefined, path: '/', port: 1 } as const
    runtime('webcontainer').emit({
      type: 'preview-error',
      error: { ...error, message: 'elsewhere' },
    })
    expect(state().previewErrors).toEqual([])
    runtime('embedded').emit({ type: 'preview-error', error: { ...error, message: 'here' } })
    expect(state().previewErrors.map(({ message }) => message)).toEqual(['here'])
  })

  it.each(['before the start', 'in the boot of both', 'with both ready'])(
    'closing %s closes everything, and nothing begins after it',
    async (when) => {
      const slow = gate()
      const booting = when === 'in the boot of both'
      const { host, shows, state, until, runtime, booted } = setup(
        booting ? { boot: { embedded: slow.wait, webcontainer: slow.wait } } : {},
      )
      if (when !== 'before the start') host.start()
      host.previewTouched()
      if (booting) {
        host.previewShown()
        await shows('embedded', 'booting')
        await until(() => expect(state().beside?.name).toBe('booting'))
      }
      if (when === 'with both ready') {
        await shows('embedded')
        host.previewShown()
        await until(() => expect(state().offer).toBe('switch'))
      }
      const ready = booting ? host.ready() : undefined
      const rejected = ready && expect(ready).rejects.toMatchObject({ kind: 'aborted' })
      await host.dispose()
      await rejected
      slow.pass()
      host.act('switch')
      host.choose('webcontainer')
      host.previewShown()
      await vi.advanceTimersByTimeAsync(60_000)
      if (when === 'before the start') {
        expect([booted('embedded'), booted('webcontainer')]).toEqual([0, 0])
        return
      }
      for (const kind of ['embedded', 'webcontainer'] as const) {
        expect([kind, runtime(kind).disposed]).toEqual([kind, true])
      }
    },
  )
})

describe('the choice', () => {
  it('webcontainer starts nothing else, also after a loss', async () => {
    const { host, shows, booted, runtime, state } = setup({ choice: 'webcontainer' })
    host.start()
    await shows('webcontainer')
    runtime('webcontainer').lose('gone')
    await shows('webcontainer', 'failed')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(booted('embedded')).toBe(0)
    expect(state()).toMatchObject({
      notice: undefined,
      offer: undefined,
      beside: undefined,
      unsuited: undefined,
      phase: { failure: { message: 'gone' } },
    })
  })

  it('embedded starts nothing else, without a notice', async () => {
    const { host, shows, booted, state } = setup({ choice: 'embedded' })
    host.start()
    await shows('embedded')
    host.previewShown()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(booted('webcontainer')).toBe(0)
    expect(state()).toMatchObject({ notice: undefined, choice: 'embedded' })
  })

  it('auto leaves a project that the engine does not suit to the WebContainer, with the reason', async () => {
    const { host, shows, booted, state } = setup({ dev: 'vite & node server.js' })
    host.start()
    await shows('webcontainer')
    expect(booted('embedded')).toBe(0)
    expect(state().unsuited).toContain('vite & node server.js')
  })

  it('auto names that reason, too, when the WebContainer cannot boot', async () => {
    const { host, shows, state } = setup({
      dev: 'next dev',
      boot: { webcontainer: refuse('offline', 'You are offline.') },
    })
    host.start()
    await shows('webcontainer', 'failed')
    const { phase } = state()
    if (phase.name !== 'failed') throw new Error('it has not failed')
    expect(phase.failure.message).toMatch(/^You are offline\. .*"next dev"/)
  })

  it('can be changed while it runs', async () => {
    const { host, shows, state, runtime, booted } = setup({ choice: 'webcontainer' })
    host.start()
    await shows('webcontainer')
    host.choose('embedded')
    await shows('embedded')
    expect(runtime('webcontainer').disposed).toBe(true)
    host.choose('auto')
    expect(state().choice).toBe('auto')
    await vi.advanceTimersByTimeAsync(3_500)
    await shows('webcontainer')
    host.choose('auto')
    host.choose('webcontainer')
    await shows('webcontainer')
    expect([booted('embedded'), booted('webcontainer')]).toEqual([1, 2])
  })

  it('changed to auto keeps a WebContainer that runs', async () => {
    const { host, shows, booted } = setup({ choice: 'webcontainer' })
    host.start()
    await shows('webcontainer')
    host.choose('auto')
    await vi.advanceTimersByTimeAsync(10_000)
    await shows('webcontainer')
    expect([booted('embedded'), booted('webcontainer')]).toEqual([0, 1])
  })

  it('changed to webcontainer after it failed tries it again', async () => {
    let tries = 0
    const { host, shows, state, until, runtime } = setup({
      boot: {
        webcontainer: () => {
          if (tries++ === 0) throw new Failure('offline', 'You are offline.')
        },
      },
    })
    host.start()
    await shows('embedded')
    host.previewShown()
    await until(() => expect(state().notice).toBeDefined())
    host.choose('webcontainer')
    await shows('webcontainer')
    expect(runtime('embedded').disposed).toBe(true)
  })

  it('changed before the start boots only what is wanted then', async () => {
    const { host, shows, booted } = setup()
    host.choose('webcontainer')
    host.start()
    await shows('webcontainer')
    expect(booted('embedded')).toBe(0)
  })
})
