import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PREVIEW_SOURCE } from '#runtime/preview/messages.ts'
import { createPreview, typedPath, type PreviewPort } from './preview-state.ts'

const says = (message: object) => ({ source: PREVIEW_SOURCE, ...message })
const sketch = (background: string) =>
  says({ type: 'sketch', sketch: { width: 10, height: 10, background, boxes: [] } })

const port = (given: Partial<PreviewPort> = {}): PreviewPort => ({
  setThumbnail: () => undefined,
  renewed: () => undefined,
  ...given,
})

describe('preview', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('follows the address of the page', () => {
    const preview = createPreview(port())
    preview.receive(says({ type: 'location', path: '/week?a=1', title: 'Week' }))
    expect(preview.store.getState()).toMatchObject({ path: '/week?a=1', heard: true })
  })

  it('ignores what no preview would say', () => {
    const preview = createPreview(port())
    const before = preview.store.getState()
    preview.receive({ type: 'location', path: '/x', title: '' })
    preview.receive(says({ type: 'location', path: '//elsewhere.test', title: '' }))
    preview.receive('noise')
    expect(preview.store.getState()).toBe(before)
  })

  it('keeps a picture now and then the newest after a pause', () => {
    const pictures: string[] = []
    const preview = createPreview(port({ setThumbnail: (svg) => pictures.push(svg) }))
    preview.receive(sketch('#111111'))
    preview.receive(sketch('#222222'))
    preview.receive(sketch('#333333'))
    expect(pictures).toHaveLength(1)
    vi.advanceTimersByTime(5000)
    expect(pictures).toHaveLength(2)
    expect(pictures[1]).toContain('#333333')
  })

  it('forgets what the document before said, and that its errors count', () => {
    const renewed = vi.fn()
    const preview = createPreview(port({ renewed }))
    const error = { message: 'no', place: '/app/a.ts:1:2', frame: '' }
    preview.receive(says({ type: 'compile-error', error }))
    preview.receive(says({ type: 'console', level: 'log', text: 'old' }))
    preview.receive(says({ type: 'updated' }))
    expect(preview.store.getState().compileError).toMatchObject({ file: '/app/a.ts', line: 1 })
    preview.receive(says({ type: 'loaded' }))
    vi.advanceTimersByTime(100)
    expect(preview.store.getState()).toMatchObject({ compileError: undefined, console: [] })
    expect(renewed).toHaveBeenCalledTimes(2)
  })

  it('keeps the newest 200 console lines, and shows a flood of them at once', () => {
    const preview = createPreview(port())
    const shown = vi.fn()
    preview.store.subscribe(shown)
    for (let i = 0; i < 250; i++) {
      preview.receive(says({ type: 'console', level: 'log', text: `${i}` }))
    }
    expect(shown).not.toHaveBeenCalled()
    vi.advanceTimersByTime(100)
    expect(shown).toHaveBeenCalledOnce()
    const lines = preview.store.getState().console
    expect(lines).toHaveLength(200)
    expect(lines.at(-1)?.text).toBe('249')
  })
})

describe('typedPath', () => {
  it.each([
    ['/week', '/week'],
    ['week?x#y', '/week?x#y'],
    ['http://localhost:5173/a', '/a'],
    ['//elsewhere.test', undefined],
  ])('%s', (typed, path) => {
    expect(typedPath(typed, 'http://localhost:5173')).toBe(path)
  })
})
