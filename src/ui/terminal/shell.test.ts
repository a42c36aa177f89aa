import { describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import { fakeHostState } from '#runtime/fake.ts'
import type { Host, HostPhase, HostState } from '#runtime/host.ts'
import type { Process, Runtime } from '#runtime/runtime.ts'
import { runShell } from './shell.ts'

const ready: HostPhase = { name: 'ready', url: 'http://localhost:5173', port: 5173 }

function fakeShell() {
  let out: ReadableStreamDefaultController<string> | undefined
  let ended: (code: number) => void = () => undefined
  let broken: (failure: Failure) => void = () => undefined
  const shell = {
    output: new ReadableStream<string>({ start: (controller) => void (out = controller) }),
    exit: new Promise<number>((resolve, reject) => {
      ended = resolve
      broken = reject
    }),
    write: vi.fn(() => Promise.resolve()),
    kill: vi.fn(),
    resize: vi.fn(),
  } satisfies Process
  return {
    shell,
    print: (text: string) => out?.enqueue(text),
    end(code: number) {
      out?.close()
      ended(code)
    },
    lose(failure: Failure) {
      out?.close()
      broken(failure)
    },
  }
}

function fakeHost(phase: HostPhase, failure?: Failure) {
  const shells: ReturnType<typeof fakeShell>[] = []
  let now = failure
  const store = createStore<HostState>(() => fakeHostState({ phase }))
  const host = {
    store,
    ready: () => (now ? Promise.reject(now) : Promise.resolve({} as Runtime)),
    openShell: vi.fn(() => {
      const fake = fakeShell()
      shells.push(fake)
      return Promise.resolve(fake.shell)
    }),
  } as unknown as Host
  return {
    host,
    shells,
    recover() {
      now = undefined
      store.setState({ phase: ready })
    },
  }
}

function open(fake: ReturnType<typeof fakeHost>) {
  let written = ''
  let time = 0
  const shell = runShell(
    fake.host,
    { write: (text) => (written += text), size: () => ({ cols: 80, rows: 24 }) },
    () => time,
  )
  return { shell, text: () => written, pass: (ms: number) => (time += ms) }
}

describe('terminal shell', () => {
  it('shows what the shell prints and sends what is typed', async () => {
    const fake = fakeHost(ready)
    const terminal = open(fake)
    await vi.waitFor(() => expect(fake.shells).toHaveLength(1))
    fake.shells[0]?.print('~/app ❯ ')
    await vi.waitFor(() => expect(terminal.text()).toContain('❯'))
    terminal.shell.type('ls\r')
    expect(fake.shells[0]?.shell.write).toHaveBeenCalledWith('ls\r')
    terminal.shell.resize({ cols: 100, rows: 30 })
    expect(fake.shells[0]?.shell.resize).toHaveBeenCalledWith({ cols: 100, rows: 30 })
    terminal.shell.dispose()
    expect(fake.shells[0]?.shell.kill).toHaveBeenCalled()
  })

  it('keeps what is typed before the shell runs', async () => {
    const fake = fakeHost(ready)
    const terminal = open(fake)
    terminal.shell.type('npm ')
    terminal.shell.type('run\r')
    await vi.waitFor(() => expect(fake.shells[0]?.shell.write).toHaveBeenCalledWith('npm run\r'))
    expect(fake.shells[0]?.shell.write).toHaveBeenCalledOnce()
    terminal.shell.dispose()
  })

  it('starts a new shell when the old one exits', async () => {
    const fake = fakeHost(ready)
    const terminal = open(fake)
    await vi.waitFor(() => expect(fake.shells).toHaveLength(1))
    terminal.pass(10_000)
    fake.shells[0]?.end(0)
    await vi.waitFor(() => expect(fake.shells).toHaveLength(2))
    terminal.shell.dispose()
  })

  it('does not start over and over a shell that ends at once', async () => {
    const fake = fakeHost(ready)
    const terminal = open(fake)
    await vi.waitFor(() => expect(fake.shells).toHaveLength(1))
    fake.shells[0]?.end(1)
    await vi.waitFor(() => expect(terminal.text()).toContain('Press Enter'))
    expect(fake.shells).toHaveLength(1)
    terminal.shell.type('\r')
    await vi.waitFor(() => expect(fake.shells).toHaveLength(2))
    terminal.shell.dispose()
  })

  it('opens a shell of the runtime that takes over, at once, and says which it is', async () => {
    const fake = fakeHost(ready)
    fake.host.store.setState({ kind: 'embedded' })
    const terminal = open(fake)
    await vi.waitFor(() => expect(fake.shells).toHaveLength(1))
    await vi.waitFor(() => expect(terminal.text()).toContain('The embedded engine: bash'))
    fake.host.store.setState({ kind: 'webcontainer' })
    fake.shells[0]?.lose(new Failure('lost', 'The runtime was closed.'))
    await vi.waitFor(() => expect(fake.shells).toHaveLength(2))
    await vi.waitFor(() => expect(terminal.text()).toContain('The WebContainer took over.'))
    expect(terminal.text()).not.toContain('The runtime was closed.')
    terminal.shell.dispose()
  })

  it('says why there is no runtime and goes on when there is one', async () => {
    const failure = new Failure('timeout', 'It did not answer.', { hint: 'Reload the page.' })
    const fake = fakeHost(
      { name: 'failed', stage: 'boot', failure, actions: ['reload-page'] },
      failure,
    )
    const terminal = open(fake)
    await vi.waitFor(() => expect(terminal.text()).toContain('Reload the page.'))
    fake.recover()
    await vi.waitFor(() => expect(fake.shells).toHaveLength(1))
    terminal.shell.dispose()
  })
})
