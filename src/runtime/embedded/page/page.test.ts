// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FileResult } from '../protocol.ts'
import { htmlWithAddresses, withAddresses } from './addresses.ts'
import { createStyles } from './client.ts'
import { watchErrors } from './errors.ts'
import { serveFetch } from './fetch.ts'
import { createPageFiles } from './files.ts'
import { createGuard } from './guard.ts'
import { keepLinksBelow } from './links.ts'
import { showProblem } from './overlay.ts'

const text = (content: string) => new TextEncoder().encode(content)
const view = window

function filesOf(answer: (path: string) => FileResult = () => ({ ok: false })) {
  const asked: string[] = []
  const ahead = new Map([['/a b.svg', { bytes: text('<svg/>'), mime: 'image/svg+xml' }]])
  const files = createPageFiles(document, ahead, (path) => {
    asked.push(path)
    return Promise.resolve(answer(path))
  })
  return { files, asked }
}

beforeEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

describe('files of a page', () => {
  it('asks again for what was not there, and once for what was', async () => {
    const { files, asked } = filesOf((path) =>
      path === '/x.png' ? { ok: true, bytes: text('x'), mime: 'image/png' } : { ok: false },
    )
    await expect(files.address('/none')).resolves.toBeUndefined()
    await expect(files.address('/none')).resolves.toBeUndefined()
    const [one, two] = await Promise.all([files.address('/x.png'), files.address('/x.png')])
    expect(one).toBe(two)
    expect(asked).toEqual(['/none', '/none', '/x.png'])
  })

  it('means only its own host', () => {
    const { files } = filesOf()
    expect(files.pathOf('https://other.example/x')).toBeUndefined()
    expect(files.pathOf('blob:null/123')).toBeUndefined()
    expect(files.pathOf('http://[')).toBeUndefined()
    expect(files.ready('/a%20b.svg?v=1')).toMatch(/^blob:/)
    expect(files.ready('/%')).toBeUndefined()
  })
})

describe('addresses in text', () => {
  it('change in styles and markup where there is such a file, and nowhere else', async () => {
    const { files } = filesOf()
    const css = await withAddresses('a{b:url("/a b.svg") url(/none.png) url(#c) "x"}', files)
    expect(css).toMatch(/^a\{b:url\("blob:[^"]+"\) url\(\/none\.png\) url\(#c\) "x"\}$/)
    const html = htmlWithAddresses('<img alt="x" src="/a%20b.svg"><a href="/a%20b.svg">', files)
    expect(html).toMatch(/^<img alt="x" src="blob:[^"]+"><a href="\/a%20b\.svg">$/)
  })
})

describe('fetch', () => {
  it('answers for the own host as a dev server would', async () => {
    const outside = vi.fn(() => Promise.resolve(new Response('outside')))
    const page = { Request, Response, XMLHttpRequest, document, fetch: outside }
    const view = page as unknown as Window & typeof globalThis
    const { files, asked } = filesOf((path) =>
      path === '/data.json?x'
        ? { ok: true, bytes: text('{"a":1}'), mime: 'application/json' }
        : { ok: false },
    )
    serveFetch(view, files)
    const here = new URL('/', location.href).href
    expect(await (await view.fetch(`${here}data.json?x`)).json()).toEqual({ a: 1 })
    const posted = await view.fetch(`${here}data.json?x`, { method: 'POST' })
    expect(posted.status).toBe(404)
    await expect(view.fetch(`${here}none`, { signal: AbortSignal.abort() })).rejects.toThrow()
    expect(asked).toEqual(['/data.json?x'])
    expect(await (await view.fetch('https://other.example/')).text()).toBe('outside')
    expect(outside).toHaveBeenCalledTimes(1)
  })
})

describe('errors', () => {
  it('are told with their kind, cut, and not without end', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const told: { kind: string; message: string; stack: string | undefined }[] = []
    watchErrors({
      page: view,
      tell: (report) => told.push(report),
      remap: (stack) => `mapped ${stack}`,
    })
    const error = new RangeError('no')
    window.dispatchEvent(new ErrorEvent('error', { error, message: 'Uncaught RangeError: no' }))
    const rejection = Object.assign(new Event('unhandledrejection'), { reason: { code: 1 } })
    window.dispatchEvent(rejection)
    const circular: Record<string, unknown> = {}
    circular.self = circular
    view.console.error('x'.repeat(20_000), circular)
    expect(told.map(({ kind, message }) => [kind, message.slice(0, 30)])).toEqual([
      ['uncaught', 'Uncaught RangeError: no'],
      ['unhandled-rejection', '{"code":1}'],
      ['console-error', 'x'.repeat(30)],
    ])
    expect(told[0]?.stack).toContain('mapped RangeError: no')
    expect(told[2]?.message).toHaveLength(10_000)
    for (let n = 0; n < 100; n++) view.console.error(n)
    expect(told.length).toBeLessThan(50)
  })
})

describe('styles', () => {
  it('stand in the order of their imports and are replaced in place', () => {
    const styles = createStyles(document)
    styles.updateStyle('/a.css', 'a{}')
    styles.updateStyle('/b.css', 'b{}')
    document.head.append(document.createElement('meta'))
    styles.updateStyle('/c.css', 'c{}')
    styles.updateStyle('/a.css', 'a2{}')
    styles.removeStyle('/b.css')
    styles.removeStyle('/none.css')
    const sheets = [...document.head.querySelectorAll('style')].map((sheet) => sheet.textContent)
    expect(sheets).toEqual(['a2{}', 'c{}'])
  })
})

describe('links', () => {
  it('go below the folder unless the app took them', () => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    keepLinksBelow(view, '/apps/tabsmith')
    window.addEventListener('click', (event) => event.preventDefault()) // nothing is to be loaded here
    expect(view.open('/x')).toBeNull()
    const click = (markup: string, taken = false) => {
      document.body.innerHTML = markup
      const link = document.body.querySelector('a')
      if (taken) link?.addEventListener('click', (event) => event.preventDefault())
      link?.dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }),
      )
    }
    const here = new URL('/', location.href).href
    click(`<a href="${here}about?x#y">`)
    click(`<a href="${here}about">`, true)
    click('<a href="https://other.example/">')
    click('<a>')
    click(`<a href="${here}about" target="_blank">`)
    expect(assign.mock.calls).toEqual([['/apps/tabsmith/about?x#y']])
    expect(warn).toHaveBeenCalledTimes(1)
  })
})

describe('the overlay', () => {
  const problem = { message: 'no', file: 'src/a.ts', line: 1, column: 2, frame: '1 | x' }

  it('shows on an empty page only, and goes', () => {
    document.body.innerHTML = '<main>Something</main>'
    showProblem(document, problem)
    expect(document.getElementById('tabsmith-problem')).toBeNull()
    document.body.innerHTML = '<div id="root"></div>'
    showProblem(document, problem)
    const sheet = document.getElementById('tabsmith-problem')
    expect(sheet?.shadowRoot?.textContent).toBe('src/a.ts:1:2\n\nno\n\n1 | x')
    showProblem(document, undefined)
    expect(document.getElementById('tabsmith-problem')).toBeNull()
  })
})

describe('the loop guard', () => {
  it('stops a turn that takes too long, again and again, and lets many short ones be', () => {
    let time = 0
    let next: () => void = () => undefined
    const guard = createGuard(
      () => time,
      (then) => (next = then),
    )
    for (let turn = 0; turn < 10; turn++) {
      guard()
      time += 3_000
      guard()
      next()
    }
    guard()
    time += 6_000
    expect(guard).toThrow('kept the page from drawing')
    expect(guard).toThrow('was stopped')
    next()
    guard()
  })
})
