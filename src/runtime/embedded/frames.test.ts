// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFrames } from './frames.ts'
import { FRAME_SOURCE } from './protocol.ts'

interface Sent {
  readonly data: { role?: string; base?: string }
  readonly ports: number
}

/** A child window of the page that says something. */
function frameOf(parent: unknown) {
  const sent: Sent[] = []
  const frame = {
    parent,
    postMessage: (data: Sent['data'], _origin: string, ports: unknown[] = []) =>
      void sent.push({ data, ports: ports.length }),
  }
  return { frame, sent }
}

function say(source: unknown, origin: string, data: unknown): void {
  const event = new Event('message')
  window.dispatchEvent(Object.assign(event, { source, origin, data }))
}

const hello = { source: FRAME_SOURCE, type: 'hello' }
let dispose: (() => void) | undefined

function framesOn(onPreview = vi.fn()) {
  const frames = createFrames({ page: window, baseUrl: 'http://host/tools/', onPreview })
  dispose = frames.dispose
  return { frames, onPreview }
}

afterEach(() => {
  dispose?.()
  vi.useRealTimers()
})

describe('createFrames', () => {
  it.each<[string, string, unknown, unknown]>([
    ['a page of its own origin', 'http://host', window, hello],
    ['a stranger', 'https://evil.example', window, hello],
    ['a frame of another page', 'null', {}, hello],
    ['no hello', 'null', window, { source: FRAME_SOURCE, type: 'connect' }],
    ['something else', 'null', window, 'hello'],
  ])('gives no port to %s', (_who, origin, parent, data) => {
    const { onPreview } = framesOn()
    const { frame, sent } = frameOf(parent)
    say(frame, origin, data)
    expect(onPreview).not.toHaveBeenCalled()
    expect(sent).toEqual([])
  })

  it('connects a sandboxed child, and says where the app lies', () => {
    const { onPreview } = framesOn()
    const { frame, sent } = frameOf(window)
    say(frame, 'null', hello)
    expect(onPreview).toHaveBeenCalledOnce()
    expect(sent).toEqual([
      { data: expect.objectContaining({ role: 'preview', base: '/tools/' }) as object, ports: 1 },
    ])
  })

  it('answers only so many hellos in a second', () => {
    vi.useFakeTimers({ now: 1_000_000 })
    const { onPreview } = framesOn()
    const { frame } = frameOf(window)
    for (let i = 0; i < 100; i++) say(frame, 'null', hello)
    expect(onPreview).toHaveBeenCalledTimes(20)
    vi.setSystemTime(1_002_000)
    say(frame, 'null', hello)
    expect(onPreview).toHaveBeenCalledTimes(21)
  })

  it('gives up on a node frame that says nothing, and removes frames that are closed', () => {
    vi.useFakeTimers()
    const { frames } = framesOn()
    const ports: unknown[] = []
    frames.openNode(1, (port) => ports.push(port))
    const element = document.querySelector('iframe')
    expect(element?.getAttribute('sandbox')).toBe('allow-scripts allow-same-origin')
    vi.advanceTimersByTime(10_000)
    expect(ports).toEqual([undefined])
    frames.closeNode(1)
    expect(document.querySelector('iframe')).toBeNull()
  })
})
