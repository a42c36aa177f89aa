import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { serveApp, type AppServer } from './app-server.ts'

let server: AppServer
test.afterEach(() => server.close())

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Describe your app' })

/** Opens the home page and waits until the service worker serves it. */
async function openHome(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(prompt(page)).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
}

/** Waits until every file of the app is kept in the browser. */
async function keepAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    const kept = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('message', resolve, { once: true }),
    )
    active?.postMessage({ type: 'complete' })
    await kept
  })
}

/** What a host that is gone answers. */
async function goOffline(context: BrowserContext): Promise<void> {
  await context.setOffline(true)
  await server.close()
}

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated)

for (const base of ['/', '/some/sub/path/']) {
  test(`after one visit the app opens with the network off, at ${base}`, async ({
    page,
    context,
  }) => {
    server = await serveApp({ base })
    await openHome(page, server.url)
    await keepAll(page)
    await page.close()
    await goOffline(context)

    const home = await context.newPage()
    const failed: string[] = []
    home.on('requestfailed', (request) => failed.push(request.url()))
    home.on('pageerror', (error) => failed.push(error.message))
    await home.goto(server.url)
    await expect(prompt(home)).toBeVisible()
    expect(await isIsolated(home)).toBe(true)
    await home.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(home.getByRole('dialog', { name: 'Settings' })).toBeVisible()

    const deep = await context.newPage()
    await deep.goto(`${server.url}#/p/not-here`)
    await expect(deep.getByText('There is no such project')).toBeVisible()
    expect(deep.url()).toBe(`${server.url}#/p/not-here`)

    // An address that never was the app's leads to it, not to the browser's error page.
    const lost = await context.newPage()
    await lost.goto(`${server.url}no/such/page`)
    await expect(prompt(lost)).toBeVisible()
    expect(failed).toEqual([])
  })
}

test('a host without isolation headers: isolated after one reload by itself', async ({ page }) => {
  server = await serveApp({ isolated: false })
  let loads = 0
  page.on('load', () => (loads += 1))
  await page.goto(server.url)
  await expect.poll(() => isIsolated(page).catch(() => false)).toBe(true)
  await expect(prompt(page)).toBeVisible()
  expect(loads).toBe(2)
  await page.goto(`${server.url}#/p/not-here`)
  await page.reload()
  expect(await isIsolated(page)).toBe(true)
  expect(page.url()).toBe(`${server.url}#/p/not-here`)
})

test('a page past the first screen is not loaded anew behind one’s back', async ({ page }) => {
  server = await serveApp({ isolated: false })
  let loads = 0
  page.on('load', () => (loads += 1))
  await page.goto(`${server.url}#/p/not-here`)
  await keepAll(page)
  expect(loads).toBe(1)
  expect(await isIsolated(page)).toBe(false)
})

test('a frame gets the sandboxed document, whatever it asks for', async ({ page }) => {
  server = await serveApp({ base: '/some/sub/path/' })
  await openHome(page, server.url)
  await page.evaluate(() => localStorage.setItem('key', 'secret'))
  for (const path of ['', 'index.html', 'deep/path?x=1', 'mark.svg', 'assets/no.js']) {
    const response = page.waitForResponse(server.url + path)
    await page.evaluate((src) => {
      const frame = document.createElement('iframe')
      frame.sandbox.add('allow-scripts', 'allow-same-origin')
      frame.src = src
      document.body.append(frame)
    }, path || './')
    const headers = await (await response).allHeaders()
    expect(headers['content-security-policy']).toContain('sandbox allow-scripts')
    expect(headers['content-security-policy']).not.toMatch(/allow-(same-origin|popups|top)/)
    expect(headers['cache-control']).toBe('no-store')
    const frame = page.frames().at(-1)
    await expect.poll(() => frame?.url()).toBe(server.url + path)
    expect(await frame?.evaluate(() => self.origin)).toBe('null')
    expect(await frame?.evaluate(readKey)).toBe('SecurityError')
  }
})

function readKey(): string {
  try {
    return localStorage.getItem('key') ?? 'nothing'
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown'
  }
}
