import { expect, test, type Page } from '@playwright/test'
import { serveApp, type AppServer, type AppServerOptions } from './app-server.ts'

let server: AppServer
test.afterEach(() => server.close())

async function openHome(page: Page, options: AppServerOptions): Promise<string[]> {
  server = await serveApp(options)
  const failed: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(response.url())
  })
  page.on('pageerror', (error) => failed.push(error.message))
  await page.goto(server.url)
  await expect(page.getByRole('textbox', { name: 'Describe your app' })).toBeVisible()
  return failed
}

test('the build works from a sub-path, isolated', async ({ page }) => {
  expect(await openHome(page, { base: '/some/sub/path/' })).toEqual([])
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
})

test.describe('without service workers', () => {
  test.use({ serviceWorkers: 'block' })

  test('the home page opens on a host that sends no isolation headers', async ({ page }) => {
    expect(await openHome(page, { isolated: false })).toEqual([])
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  })
})
