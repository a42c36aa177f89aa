import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import type { Calls, News, Request } from './calls.ts'
import { createEmbeddedRuntime } from './runtime.ts'

function setUp(answer: (request: Request) => unknown = () => undefined) {
  let tell: (news: News) => void = () => undefined
  let breakDown: (failure: Failure) => void = () => undefined
  const sent: unknown[] = []
  const calls: Calls = {
    call: async (request) => answer(request),
    send: (message) => void sent.push(message),
    onNews: (listener) => (tell = listener),
    onBroken: (listener) => (breakDown = listener),
    close: vi.fn(),
  }
  const frames = { openNode: vi.fn(), closeNode: vi.fn(), dispose: vi.fn() }
  const storage = { read: async () => ({}), change: vi.fn() }
  const runtime = createEmbeddedRuntime({ calls, frames, storage })
  return {
    runtime,
    sent,
    frames,
    storage,
    tell: (news: News) => tell(news),
    breakDown: (failure: Failure) => breakDown(failure),
  }
}

describe('createEmbeddedRuntime', () => {
  it('is lost when its worker falls silent', async () => {
    vi.useFakeTimers()
    try {
      const { runtime } = setUp(() => new Promise(() => undefined))
      const events: unknown[] = []
      runtime.on((event) => events.push(event))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(events).toEqual([
        { type: 'lost', reason: 'The embedded engine does not answer any more.' },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('loses no output of a program that ends before its start is confirmed', async () => {
    const { runtime, tell } = setUp((request) => {
      if (request.type !== 'spawn') return undefined
      tell({ type: 'output', process: request.process, text: 'quick' })
      tell({ type: 'exit', process: request.process, code: 3 })
      return undefined
    })
    const process = await runtime.spawn('node', ['quick.js'])
    expect(await process.exit).toBe(3)
    const { value } = await process.output.getReader().read()
    expect(value).toBe('quick')
  })

  it('forgets a program that did not start', async () => {
    const { runtime } = setUp(() => {
      throw new Failure('not-found', 'no such command')
    })
    await expect(runtime.spawn('none', [])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is lost when its worker breaks: what runs is rejected, and it is told once', async () => {
    const { runtime, breakDown, frames } = setUp()
    const events: unknown[] = []
    runtime.on((event) => events.push(event))
    const process = await runtime.spawn('vite', [])
    const output = process.output.getReader().read()
    breakDown(new Failure('lost', 'The engine stopped.'))
    await expect(process.exit).rejects.toMatchObject({ kind: 'lost' })
    expect(await output).toMatchObject({ done: true })
    expect(events).toEqual([{ type: 'lost', reason: 'The engine stopped.' }])
    expect(frames.dispose).toHaveBeenCalledOnce()
    await process.write('ignored')
    process.kill()
    await runtime.dispose()
    expect(events).toHaveLength(1)
  })

  it('keeps what the preview stores, and opens frames when the engine asks', () => {
    const { storage, frames, tell } = setUp()
    tell({ type: 'storage', key: 'a', value: '1' })
    tell({ type: 'open-node-frame', frame: 4 })
    tell({ type: 'close-node-frame', frame: 4 })
    expect(storage.change).toHaveBeenCalledWith('a', '1')
    expect(frames.openNode).toHaveBeenCalledWith(4, expect.any(Function))
    expect(frames.closeNode).toHaveBeenCalledWith(4)
  })
})
