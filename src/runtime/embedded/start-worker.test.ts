import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWorkerStart } from './start-worker.ts'

interface FakeWorker {
  onerror: (() => void) | null
  terminated: boolean
  terminate(): void
}

function setUp() {
  const started: FakeWorker[] = []
  const workers = createWorkerStart(() => {
    const worker: FakeWorker = {
      onerror: null,
      terminated: false,
      terminate: () => {
        worker.terminated = true
      },
    }
    started.push(worker)
    return worker as unknown as Worker
  })
  return { started, workers }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a worker that is started early', () => {
  it('is not given out when it could not be loaded', () => {
    const { started, workers } = setUp()
    workers.prepare()
    started[0]?.onerror?.()
    expect(workers.take()).toBe(started[1])
    expect(started[0]?.terminated).toBe(true)
  })

  it('ends when nobody takes it', () => {
    const { started, workers } = setUp()
    workers.prepare()
    vi.runAllTimers()
    expect(started[0]?.terminated).toBe(true)
    expect(workers.take()).toBe(started[1])
  })

  it('is given out once, and then runs on', () => {
    const { started, workers } = setUp()
    workers.prepare()
    workers.prepare()
    expect(started).toHaveLength(1)
    expect(workers.take()).toBe(started[0])
    vi.runAllTimers()
    expect(started[0]?.terminated).toBe(false)
    expect(workers.take()).toBe(started[1])
  })
})
