import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type BrowserContext, type Frame, type Page } from '@playwright/test'
import { dist, serveApp, type AppServer } from './app-server.ts'

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

test('after Shift-reload, which goes past the service worker, frames are served even so', async ({
  page,
  context,
}) => {
  server = await serveApp({ isolated: false })
  await page.goto(server.url)
  await expect.poll(() => isIsolated(page).catch(() => false)).toBe(true)
  await expect(prompt(page)).toBeVisible()
  const shiftReload = async () => {
    const devtools = await context.newCDPSession(page)
    await devtools.send('Page.reload', { ignoreCache: true })
  }
  // Past the first screen the page stays as it is, and frames are served even so.
  await page.goto(`${server.url}#/p/not-here`)
  await shiftReload()
  await expect.poll(() => isIsolated(page).catch(() => true)).toBe(false)
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
  const frame = await addFrame(page, server.url)
  expect(await frame.evaluate(() => self.origin)).toBe('null')
})

test('Tabsmith does not run inside another page', async ({ browser }) => {
  // Without a service worker nothing else keeps the app out of a frame.
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  server = await serveApp()
  await page.goto(server.url)
  await page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.src = './'
    document.body.append(frame)
  })
  const frame = page.frameLocator('iframe')
  await expect(frame.getByText('Tabsmith does not run inside another page.')).toBeVisible()
  await expect(frame.getByRole('textbox')).toHaveCount(0)
  await context.close()
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
    const frame = await addFrame(page, server.url + path)
    const headers = await (await response).allHeaders()
    expect(headers['content-security-policy']).toContain('sandbox allow-scripts')
    expect(headers['content-security-policy']).not.toMatch(/allow-(same-origin|popups|top)/)
    expect(headers['cache-control']).toBe('no-store')
    expect(await frame.evaluate(() => self.origin)).toBe('null')
    expect(await frame.evaluate(readKey)).toBe('SecurityError')
    // The app inside the preview: refused by the browser itself.
    await frame.evaluate(() => {
      const inner = document.createElement('iframe')
      inner.src = './inner'
      document.documentElement.append(inner)
    })
    await expect.poll(() => frame.childFrames()[0]?.url()).toMatch(/^chrome-error:/)
  }
})

/** What the page says when it is of the second version. */
const newer = (page: Page) => page.locator('meta[name="test-version"]')

/** Makes a folder with a build into one that differs in its page, as a host does that is given a new version. */
async function deploySecondVersion(folder: string): Promise<void> {
  const change = async (name: string, edit: (text: string) => string) => {
    const file = path.join(folder, name)
    const text = await readFile(file, 'utf8')
    expect(edit(text)).not.toBe(text)
    await writeFile(file, edit(text))
  }
  await change('index.html', (text) =>
    text.replace('<head>', '<head><meta name="test-version" content="2">'),
  )
  await change('sw.js', (text) =>
    text.replace(/version:([`'"])[0-9a-f]{16}\1/, 'version:$1second$1'),
  )
}

const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update().catch(() => undefined)
    return registration.installing !== null || registration.waiting !== null
  })

test('a new version is offered, used only when complete, and never forced', async ({
  page,
  context,
}, info) => {
  const folder = info.outputPath('host')
  await cp(dist, folder, { recursive: true })
  server = await serveApp({ folder })
  await openHome(page, server.url)
  await keepAll(page)
  const other = await context.newPage()
  await openHome(other, server.url)
  const offer = page
    .getByRole('status', { name: 'Notices' })
    .getByRole('button', { name: 'Reload' })

  await test.step('half of it is on the host: the old version stays', async () => {
    await deploySecondVersion(folder)
    const whole = await readFile(path.join(folder, 'index.html'))
    await rm(path.join(folder, 'index.html'))
    await lookForUpdate(page)
    await expect.poll(() => installing(page)).toBe(false)
    await page.reload()
    await expect(prompt(page)).toBeVisible()
    await expect(newer(page)).toHaveCount(0)
    await expect(offer).toHaveCount(0)
    await writeFile(path.join(folder, 'index.html'), whole)
  })

  await test.step('all of it is there: offered in every tab, used in none', async () => {
    expect(await lookForUpdate(page)).toBe(true)
    await expect(offer).toBeVisible()
    await page.reload()
    await expect(offer).toBeVisible()
    await expect(newer(page)).toHaveCount(0)
  })

  await test.step('taken: this tab has it, the other goes on and is asked', async () => {
    await other.getByRole('textbox', { name: 'Describe your app' }).fill('half a thought')
    await offer.click()
    await expect(newer(page)).toHaveCount(1)
    await expect(prompt(page)).toBeVisible()
    await expect(newer(other)).toHaveCount(0)
    await expect(prompt(other)).toHaveValue('half a thought')
    await expect(other.getByText('A new version of Tabsmith is ready.')).toBeVisible()
  })

  await test.step('the new version works with the network off', async () => {
    await goOffline(context)
    await page.reload()
    await expect(newer(page)).toHaveCount(1)
    await expect(prompt(page)).toBeVisible()
  })
})

const installing = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).installing !== null)

/** Adds a frame as the preview pane does, and waits until it is there. */
async function addFrame(to: Page | Frame, address: string): Promise<Frame> {
  const element = await to.evaluateHandle((src) => {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts', 'allow-same-origin')
    frame.src = src
    document.documentElement.append(frame)
    return frame
  }, address)
  const frame = await element.contentFrame()
  if (!frame) throw new Error('The frame has no content.')
  await expect.poll(() => frame.url()).not.toBe('about:blank')
  await expect.poll(() => frame.url()).not.toBe('')
  return frame
}

function readKey(): string {
  try {
    return localStorage.getItem('key') ?? 'nothing'
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown'
  }
}
