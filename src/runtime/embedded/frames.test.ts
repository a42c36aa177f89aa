import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFrames } from './frames.ts'
import { FRAME_SOURCE } from './protocol.ts'

const hello = { source: FRAME_SOURCE, type: 'hello' }

beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

/** A page with one frame in it: what is posted to the frame, and how many ports the engine got. */
function open() {
  let listen: (event: object) => void = () => undefined
  const page: object = {
    location: { origin: 'https://tabsmith.example' },
    addEventListener: (_type: string, listener: typeof listen) => (listen = listener),
    removeEventListener: () => (listen = () => undefined),
  }
  const posted: unknown[] = []
  const frame: Record<string, unknown> = {
    parent: page,
    postMessage: (message: unknown) => posted.push(message),
  }
  const onPreview = vi.fn((port: MessagePort) => port.close())
  const frames = createFrames({
    page: page as Window,
    baseUrl: 'https://tabsmith.example/app/',
    onPreview,
  })
  const say = (data: unknown, origin = 'null', source: object | null = frame) =>
    listen({ data, origin, source })
  return { frames, frame, page, posted, onPreview, say }
}

test('a hello of anybody but a sandboxed document in a frame of the page is not answered', () => {
  const { say, page, onPreview } = open()
  say(hello, 'https://tabsmith.example')
  say(hello, 'https://evil.example')
  say(hello, 'null', null)
  say(hello, 'null', page)
  say(hello, 'null', { parent: { parent: page } })
  for (const data of [null, 'hello', { type: 'hello' }, { ...hello, type: 'connect' }]) say(data)
  expect(onPreview).not.toHaveBeenCalled()
})

test('a document that floods us with hellos gets few ports, and the one after it gets its own', () => {
  const { say, posted, onPreview } = open()
  for (let n = 0; n < 1000; n++) say(hello)
  const answered = posted.length
  expect(answered).toBeLessThan(100)
  vi.advanceTimersByTime(1000)
  expect(posted).toHaveLength(answered + 1)
  expect(onPreview).toHaveBeenCalledTimes(answered + 1)
  vi.advanceTimersByTime(10_000)
  expect(posted).toHaveLength(answered + 1)
})

test('a frame that went, or a closed runtime, is not answered late', () => {
  const gone = open()
  for (let n = 0; n < 100; n++) gone.say(hello)
  const answered = gone.posted.length
  gone.frame['parent'] = null
  const closed = open()
  for (let n = 0; n < 100; n++) closed.say(hello)
  closed.frames.dispose()
  vi.advanceTimersByTime(5000)
  expect(gone.posted).toHaveLength(answered)
  expect(closed.posted).toHaveLength(answered)
})
