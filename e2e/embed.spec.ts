import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FrameLocator, Page } from '@playwright/test'
import type * as Templates from '#projects/templates.ts'
import type * as Versions from '#projects/template-versions.ts'
import type * as Link from '#share/link.ts'
import { withSource } from './load-source.ts'
import { expect, test as base } from './test.ts'

const APP = `import { useState } from 'react'

export function App() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>From a link</h1>
      <button onClick={() => setCount(count + 1)}>Pressed {count}</button>
    </main>
  )
}
`

/** A site of its own that frames Tabsmith, and the payload of a shared project. */
const test = base.extend<
  { frame: (query?: string, payload?: string) => Promise<FrameLocator> },
  { payload: string; site: string }
>({
  engine: ['embedded', { scope: 'worker' }],
  payload: [
    async ({}, use) => {
      const payload = await withSource(async (load) => {
        const { loadTemplate } = await load<typeof Templates>('projects/templates.ts')
        const { currentVersion } = await load<typeof Versions>('projects/template-versions.ts')
        const { encodeLink } = await load<typeof Link>('share/link.ts')
        const template = await loadTemplate('react-ts')
        const version = currentVersion('react-ts') ?? ''
        const files = new Map(template).set('src/App.tsx', new TextEncoder().encode(APP))
        const project = { name: 'Counter', template: { id: 'react-ts', version, files: template } }
        return (await encodeLink({ ...project, files })).payload
      })
      await use(payload)
    },
    { scope: 'worker' },
  ],
  site: [
    async ({}, use) => {
      const server = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html')
        response.end('<!doctype html><title>Some documentation</title><h1>How to count</h1>')
      })
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
      const { port } = server.address() as AddressInfo
      await use(`http://localhost:${port}/`)
      server.closeAllConnections()
      server.close()
    },
    { scope: 'worker' },
  ],
  frame: async ({ page, app, site, payload }, use) => {
    await use(async (query = '', own = payload) => {
      await page.goto(site)
      await page.evaluate((src) => {
        const frame = document.createElement('iframe')
        Object.assign(frame, { src, title: 'Counter', width: '900', height: '520' })
        document.body.append(frame)
      }, `${app.url}?embed=1${query}#/s/${own}`)
      return page.frameLocator('iframe[title="Counter"]')
    })
  },
})

const appFrame = (page: Page, url: string) =>
  page.frames().find((frame) => frame.url().startsWith(url))

test('a documentation site shows a project, which runs when somebody says so', async ({
  frame,
  page,
  app,
}) => {
  const counter = await frame()
  const run = counter.getByRole('button', { name: 'Run it' })
  await expect(run).toBeVisible()
  await expect(counter.locator('iframe')).toHaveCount(0)

  await run.click()
  const preview = counter.frameLocator('iframe[title="Preview"]')
  await expect(preview.getByRole('heading', { name: 'From a link' })).toBeVisible({
    timeout: 30_000,
  })
  await preview.getByRole('button', { name: 'Pressed 0' }).click()
  await expect(preview.getByRole('button', { name: 'Pressed 1' })).toBeVisible()

  await test.step('its code can be read, and not changed', async () => {
    await counter.getByRole('tab', { name: 'Code' }).click()
    const editor = counter.getByRole('textbox', { name: 'Editor' })
    await expect(editor).toContainText('From a link')
    await expect(editor).toHaveAttribute('aria-readonly', 'true')
    await expect(counter.getByRole('button', { name: 'New file' })).toHaveCount(0)
  })

  await test.step('nothing is stored, and there is no way to a setting', async () => {
    const inside = appFrame(page, app.url)
    expect(await inside?.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
    expect(await inside?.evaluate(() => localStorage.length)).toBe(0)
    await expect(counter.getByRole('button', { name: 'Settings' })).toHaveCount(0)
  })

  await test.step('it opens in a tab of its own, where nothing runs before a click', async () => {
    const opened = page.context().waitForEvent('page')
    await counter.getByRole('link', { name: /Open in Tabsmith/ }).click()
    const tab = await opened
    await expect(tab.getByRole('button', { name: 'Open as my project' })).toBeVisible()
    await expect(tab.locator('iframe')).toHaveCount(0)
  })
})

test('a frame shows what its address asks for, and no more', async ({ frame }) => {
  const code = await frame('&view=code&theme=dark')
  await expect(code.getByRole('textbox', { name: 'Editor' })).toContainText('From a link')
  await expect(code.getByRole('tab', { name: 'Preview' })).toHaveCount(0)
  await expect(code.locator('html')).toHaveAttribute('data-theme', 'dark')

  const preview = await frame('&view=preview&theme=light')
  await expect(preview.getByRole('button', { name: 'Run it' })).toBeVisible()
  await expect(preview.getByRole('tab', { name: 'Code' })).toHaveCount(0)
  await expect(preview.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('a frame with a link that was cut says so', async ({ frame, payload }) => {
  const cut = await frame('', payload.slice(0, -20))
  await expect(cut.getByRole('alert')).toContainText('This project cannot be shown')
  await expect(cut.getByRole('button', { name: 'Run it' })).toHaveCount(0)
})

test('the page that frames it gets no word out of it', async ({ frame, page }) => {
  const counter = await frame()
  await page.evaluate(() => {
    const messages: unknown[] = []
    window.addEventListener('message', ({ data }) => messages.push(data))
    Object.assign(globalThis, { messages })
  })
  await counter.getByRole('button', { name: 'Run it' }).click()
  const preview = counter.frameLocator('iframe[title="Preview"]')
  await expect(preview.getByRole('heading', { name: 'From a link' })).toBeVisible({
    timeout: 30_000,
  })
  const asks = [
    'settings',
    { type: 'get', key: 'apiKey' },
    { source: 'tabsmith-frame', type: 'hello' },
  ]
  await page.evaluate((asks) => {
    const frame = document.querySelector('iframe')?.contentWindow
    for (const ask of asks) frame?.postMessage(ask, '*')
  }, asks)
  await preview.getByRole('button', { name: 'Pressed 0' }).click()
  await expect(preview.getByRole('button', { name: 'Pressed 1' })).toBeVisible()
  expect(await page.evaluate(() => Reflect.get(globalThis, 'messages') as unknown)).toEqual([])
})
