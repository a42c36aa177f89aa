import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createCalls } from './calls.ts'
import type { EngineNews } from './protocol.ts'

function fakeWorker() {
  const sent: { call?: number; type: string }[] = []
  const worker = {
    onmessage: undefined as ((event: { data: EngineNews }) => void) | undefined,
    onerror: undefined as ((event: { message: string }) => void) | undefined,
    terminated: false,
    postMessage: (message: { type: string }) => void sent.push(message),
    terminate: () => void (worker.terminated = true),
  }
  return { worker, sent, calls: createCalls(worker as unknown as Worker) }
}

describe('createCalls', () => {
  it('rejects what waits, and all that follows, when the worker breaks', async () => {
    const { worker, calls } = fakeWorker()
    const broken: Failure[] = []
    calls.onBroken((failure) => broken.push(failure))
    const pending = calls.call({ type: 'read', folder: 'dist' })
    worker.onerror?.({ message: 'boom' })
    await expect(pending).rejects.toMatchObject({ kind: 'lost' })
    await expect(calls.call({ type: 'read', folder: 'dist' })).rejects.toMatchObject({
      kind: 'lost',
    })
    expect(broken).toHaveLength(1)
    expect(broken[0]?.message).toContain('boom')
    expect(worker.terminated).toBe(true)
  })

  it('says so when its chunk could not be loaded', () => {
    const { worker, calls } = fakeWorker()
    let message = ''
    calls.onBroken((failure) => (message = failure.message))
    worker.onerror?.({ message: '' })
    expect(message).toContain('could not be loaded')
  })

  it('gives each call its own answer, in whatever order they come', async () => {
    const { worker, sent, calls } = fakeWorker()
    const first = calls.call({ type: 'read', folder: 'a' })
    const second = calls.call({ type: 'read', folder: 'b' })
    const [one = 0, two = 0] = sent.map(({ call }) => call)
    worker.onmessage?.({ data: { type: 'result', call: two, value: 'B' } })
    const failure = { kind: 'invalid', message: 'no', hint: 'ask' } as const
    worker.onmessage?.({ data: { type: 'result', call: one, failure } })
    expect(await second).toBe('B')
    await expect(first).rejects.toMatchObject(failure)
  })

  it('tells nothing after it was closed', async () => {
    const { worker, sent, calls } = fakeWorker()
    const heard: unknown[] = []
    calls.onNews((news) => heard.push(news))
    const pending = calls.call({ type: 'read', folder: 'a' })
    calls.close(new Failure('lost', 'closed'))
    await expect(pending).rejects.toMatchObject({ message: 'closed' })
    worker.onmessage?.({ data: { type: 'exit', process: 1, code: 0 } })
    calls.send({ type: 'kill', process: 1 })
    expect(heard).toEqual([])
    expect(sent).toHaveLength(1)
  })
})
