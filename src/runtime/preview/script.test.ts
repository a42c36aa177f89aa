// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { parsePreviewMessage } from './messages.ts'
import { previewScript, startBridge } from './script.ts'

const ORIGIN = 'https://tabsmith.example'

/** Runs the script's text, which sees nothing of this module, in a page whose parent is a stub. */
function inject() {
  const posted: { data: unknown; origin: string }[] = []
  const parent = { postMessage: (data: unknown, origin: string) => posted.push({ data, origin }) }
  vi.spyOn(window, 'parent', 'get').mockReturnValue(parent as unknown as Window)
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what a page does with the tag
  const run = new Function(previewScript(ORIGIN)) as () => void
  run()
  return {
    posted,
    parent,
    messages: () => posted.map(({ data }) => parsePreviewMessage(data)),
    command: (data: unknown, from: { source?: unknown; origin?: string } = {}) => {
      const event = new MessageEvent('message', { data, origin: from.origin ?? ORIGIN })
      Object.defineProperty(event, 'source', { value: from.source ?? parent })
      window.dispatchEvent(event)
    },
  }
}

describe('the bridge of a page that has this module', () => {
  it('tells updates and compile errors, and navigates below its folder', () => {
    const posted: unknown[] = []
    const parent = { postMessage: (data: unknown) => posted.push(data) }
    vi.spyOn(window, 'parent', 'get').mockReturnValue(parent as unknown as Window)
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    const bridge = startBridge(ORIGIN, '/apps/tabsmith')
    bridge?.updated()
    bridge?.compileError({ message: 'no', place: 'src/a.ts:1:2', frame: '' })
    bridge?.compileError(undefined)
    expect(posted.map(parsePreviewMessage).slice(-3)).toEqual([
      { type: 'updated' },
      {
        type: 'compile-error',
        error: { message: 'no', file: 'src/a.ts', line: 1, column: 2, frame: '' },
      },
      { type: 'compile-error', error: undefined },
    ])
    const data = { source: 'tabsmith-workbench', type: 'navigate', path: '/a?b' }
    const event = new MessageEvent('message', { data, origin: ORIGIN })
    Object.defineProperty(event, 'source', { value: parent })
    window.dispatchEvent(event)
    expect(assign).toHaveBeenCalledExactlyOnceWith('/apps/tabsmith/a?b')
    assign.mockRestore()
  })
})

describe('the preview script', () => {
  it('can be put into a script tag', () => {
    expect(previewScript('https://x/</script><!--')).not.toMatch(/<\/script|<!--/i)
  })

  it('tells where the page is, to the workbench only', () => {
    const { posted, messages } = inject()
    history.pushState({}, '', '/todos?done=1#top')
    expect(messages().at(-1)).toMatchObject({ type: 'location', path: '/todos?done=1#top' })
    expect(new Set(posted.map(({ origin }) => origin))).toEqual(new Set([ORIGIN]))
  })

  it('forwards the console, cut and not without end', () => {
    const original = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { messages } = inject()
    const before = messages().length
    const circular: Record<string, unknown> = {}
    circular.self = circular
    window.console.warn('a', { b: 1 }, circular)
    expect(messages().slice(before)).toEqual([
      { type: 'console', level: 'warn', text: 'a {"b":1} [object Object]' },
    ])
    for (let i = 0; i < 500; i++) window.console.warn(i)
    expect(messages().length - before).toBeLessThan(250)
    original.mockRestore()
  })

  it("tells the text of Vite's overlay, and that it went", async () => {
    const { messages } = inject()
    expect(messages()[0]).toEqual({ type: 'loaded' })
    const overlay = document.createElement('vite-error-overlay')
    overlay.attachShadow({ mode: 'open' }).innerHTML =
      '<pre class="message-body">Expected &lt;/h1&gt;</pre><pre class="file"><a>/app/src/App.tsx:7:12</a></pre><pre class="frame">7 | x</pre>'
    document.body.append(overlay)
    await vi.waitFor(() =>
      expect(messages().at(-1)).toEqual({
        type: 'compile-error',
        error: {
          message: 'Expected </h1>',
          file: '/app/src/App.tsx',
          line: 7,
          column: 12,
          frame: '7 | x',
        },
      }),
    )
    overlay.remove()
    await vi.waitFor(() =>
      expect(messages().at(-1)).toEqual({ type: 'compile-error', error: undefined }),
    )
  })

  it('tells when the dev server listens, and when it has replaced code', () => {
    vi.spyOn(console, 'debug').mockImplementation(() => undefined)
    const { messages } = inject()
    const before = messages().length
    window.console.debug('[vite] connecting...')
    expect(messages()).toHaveLength(before)
    window.console.debug('[vite] connected.')
    expect(messages().at(-1)).toEqual({ type: 'listening' })
    window.console.debug('[vite]', 'hot updated: /src/App.tsx')
    expect(messages().at(-1)).toEqual({ type: 'updated' })
  })

  it('obeys its parent on its origin only', () => {
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
    const { command } = inject()
    const order = { source: 'tabsmith-workbench', type: 'back' }
    command(order, { origin: 'https://evil.example' })
    command(order, { source: window })
    command({ type: 'back' })
    command('back')
    expect(back).not.toHaveBeenCalled()
    command(order)
    expect(back).toHaveBeenCalledTimes(1)
  })

  it('answers a ping', () => {
    const { command, messages } = inject()
    command({ source: 'tabsmith-workbench', type: 'ping' })
    expect(messages().at(-1)).toEqual({ type: 'pong' })
  })

  it('does not navigate to another origin', () => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    const { command } = inject()
    command({ source: 'tabsmith-workbench', type: 'navigate', path: '//evil.example/' })
    expect(assign).not.toHaveBeenCalled()
    command({ source: 'tabsmith-workbench', type: 'navigate', path: '/a' })
    expect(assign).toHaveBeenCalledTimes(1)
  })
})
