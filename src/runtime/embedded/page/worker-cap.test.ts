import { expect, it, vi } from 'vitest'
import { cappedWorker, createWorkerCap, MAX_WORKERS } from './worker-cap.ts'

class FakeWorker extends EventTarget {
  static readonly start = vi.fn<(url: unknown, options: unknown) => void>()

  constructor(url: unknown, options: unknown) {
    super()
    FakeWorker.start(url, options)
  }

  terminate(): void {
    // nothing runs
  }
}

const original = FakeWorker as unknown as typeof Worker

it('refuses one worker more than may run, and says what helps', () => {
  FakeWorker.start.mockClear()
  const Capped = cappedWorker(original, createWorkerCap())
  const workers = Array.from({ length: MAX_WORKERS }, () => new Capped('blob:a'))
  expect(() => new Capped('blob:b')).toThrow(/runs 32 workers already.*Call terminate\(\)/s)
  expect(FakeWorker.start).toHaveBeenCalledTimes(MAX_WORKERS)

  workers[0]?.terminate()
  workers[0]?.terminate() // twice frees no second place
  expect(new Capped('blob:c')).toBeInstanceOf(Capped)
  expect(() => new Capped('blob:d')).toThrow('workers already')
})

it('counts every kind of worker of a page together', () => {
  const cap = createWorkerCap()
  const shared = Array.from({ length: MAX_WORKERS }, () => ({}))
  for (const one of shared) cap.started(one)
  const Capped = cappedWorker(original, cap)
  expect(() => new Capped('blob:a')).toThrow('workers already')
  cap.ended(shared[3] ?? {})
  expect(new Capped('blob:a')).toBeInstanceOf(Capped)
})

it('does not count a worker that could not be started', () => {
  const Capped = cappedWorker(original, createWorkerCap())
  FakeWorker.start.mockImplementation(() => {
    throw new DOMException('no', 'SecurityError')
  })
  for (let i = 0; i <= MAX_WORKERS; i++) expect(() => new Capped('file:a')).toThrow('no')
  FakeWorker.start.mockReset()
  expect(new Capped('blob:a')).toBeInstanceOf(Capped)
})

it('passes on address and options, as they are adapted', () => {
  FakeWorker.start.mockClear()
  const Capped = cappedWorker(original, createWorkerCap(), (_, options) => ({
    ...options,
    type: 'classic',
  }))
  expect(new Capped('blob:a', { name: 'n', type: 'module' })).toBeInstanceOf(Capped)
  expect(FakeWorker.start).toHaveBeenCalledWith('blob:a', { name: 'n', type: 'classic' })
})
