import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PREVIEW_SOURCE } from '#runtime/preview/messages.ts'
import { createPreview, previewAddress, typedPath, type PreviewPort } from './preview-state.ts'

const says = (message: object) => ({ source: PREVIEW_SOURCE, ...message })
const sketch = (background: string) =>
  says({ type: 'sketch', sketch: { width: 10, height: 10, background, boxes: [] } })

const port = (given: Partial<PreviewPort> = {}): PreviewPort => ({
  setThumbnail: () => undefined,
  renewed: () => undefined,
  shown: () => undefined,
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

  describe('of a page that was loading while a file changed', () => {
    /** Milliseconds to wait, or what happens. */
    type Step = number | 'changed' | 'loaded' | 'listening'

    it.each<[string, Step[], number]>([
      ['the page may hold the file as it was', ['loaded', 10, 'changed', 10, 'listening'], 1],
      ['the server may not have noticed', ['changed', 10, 'loaded', 10, 'listening'], 1],
      ['the server tells of it', ['loaded', 10, 'listening', 10, 'changed'], 0],
      ['the page has it', ['changed', 600, 'loaded', 10, 'listening'], 0],
      [
        'the server loaded it for that',
        ['loaded', 10, 'listening', 10, 'changed', 50, 'loaded', 10, 'listening'],
        0,
      ],
      ['nothing changed', ['loaded', 10, 'listening'], 0],
      [
        'it was loaded again already',
        ['loaded', 'changed', 'listening', 600, 'loaded', 'listening'],
        1,
      ],
    ])('loads it once more, or leaves it: %s', (_why, steps, loads) => {
      const preview = createPreview(port())
      for (const step of steps) {
        if (typeof step === 'number') vi.advanceTimersByTime(step)
        else if (step === 'changed') preview.changed()
        else preview.receive(says({ type: step }))
      }
      vi.advanceTimersByTime(1000)
      expect(preview.store.getState().loads).toBe(loads)
    })
  })

  it('tells when the page is there, also when it is empty or does not compile', () => {
    const shown = vi.fn()
    const preview = createPreview(port({ shown }))
    preview.receive(says({ type: 'loaded' }))
    expect(shown).not.toHaveBeenCalled()
    preview.receive(says({ type: 'content', empty: true }))
    expect(shown).toHaveBeenCalledOnce()
  })

  it('takes a page out that posts more than 1,000 messages in a second, until it is loaded again', () => {
    const preview = createPreview(port())
    const state = () => preview.store.getState()
    for (let i = 0; i < 1000; i++) preview.receive('noise')
    vi.advanceTimersByTime(1000)
    for (let i = 0; i < 1000; i++) preview.receive('noise')
    expect(state().unloaded).toBeUndefined()
    preview.receive(says({ type: 'location', path: '/late', title: '' }))
    expect(state()).toMatchObject({ unloaded: 'flood', heard: false, path: '/' })
    preview.receive(says({ type: 'loaded' }))
    expect(state().heard).toBe(false)
    preview.loadAgain()
    expect(state()).toMatchObject({ unloaded: undefined, loads: 1 })
    preview.receive(says({ type: 'loaded' }))
    expect(state().heard).toBe(true)
  })

  it('calls a page that leaves three beats unanswered hung, until it speaks', () => {
    const preview = createPreview(port())
    const hung = () => preview.store.getState().hung
    for (let i = 0; i < 9; i++) preview.beat()
    expect(hung()).toBe(false) // it was never heard: it may not have begun
    preview.receive(says({ type: 'loaded' }))
    for (let i = 0; i < 3; i++) preview.beat()
    expect(hung()).toBe(false)
    preview.beat()
    expect(hung()).toBe(true)
    preview.receive('noise')
    expect(hung()).toBe(true)
    preview.receive(says({ type: 'pong' }))
    expect(hung()).toBe(false)
    for (let i = 0; i < 4; i++) preview.beat()
    preview.unload()
    expect(preview.store.getState()).toMatchObject({ hung: false, unloaded: 'stopped' })
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
    expect(typedPath(typed, 'http://localhost:5173/')).toBe(path)
  })

  it('drops the folder of the host that the preview lies in', () => {
    const url = 'https://host.test/tabsmith/'
    expect(typedPath('https://host.test/tabsmith/week', url)).toBe('/week')
    expect(typedPath('https://host.test/elsewhere', url)).toBe('/https://host.test/elsewhere')
  })
})

describe('previewAddress', () => {
  it.each([
    ['http://localhost:5173/', '/week?x#y', 'http://localhost:5173/week?x#y'],
    ['https://host.test/tabsmith/', '/', 'https://host.test/tabsmith/'],
    ['https://host.test/tabsmith/', '/about?x=1#y', 'https://host.test/tabsmith/about?x=1#y'],
    ['https://host.test/tabsmith/', '/../../secret', 'https://host.test/tabsmith/secret'],
  ])('%s at %s', (url, path, address) => {
    expect(previewAddress(url, path)).toBe(address)
  })
})
