import type { BrowserContext, Page } from '@playwright/test'
import { hang } from '../fake-model/script.ts'
import {
  clickTime,
  keepAll,
  navigationTime,
  previewFrame,
  shownTime,
  watchDocuments,
} from './clock.ts'
import { median, round } from './figures.ts'
import { expect, test } from './test.ts'
import { createViteProject, templateFiles, viteFirstPaint } from './vite-project.ts'

test.use({ engine: 'embedded' })

const HEADING = 'Your app will appear here'
/** How often each is measured, by turns; the middle counts. */
const ROUNDS = 5

/** From the click on "Build it" to the first paint of the template in the preview. */
async function measureNew(page: Page, url: string): Promise<{ ms: number; address: string }> {
  await page.goto(url)
  await page.getByRole('textbox', { name: 'Describe your app' }).fill('a to-do app')
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Build it' }).click()
  const shown = await shownTime(await previewFrame(page))
  await page.getByText('Saved', { exact: true }).waitFor()
  return { ms: shown - (await clickTime(page)), address: page.url() }
}

/** From the navigation to the project's address, in a new tab, to the first paint in its preview. */
async function measureReopen(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(address)
  const shown = await shownTime(await previewFrame(page))
  const began = await navigationTime(page)
  await page.close()
  return shown - began
}

const name =
  'The template in the embedded preview: new after 0.6, offline again after 0.5 of what Vite takes to start'

test(name, async ({ context, page, tabsmith, fakeModel, found }) => {
  test.setTimeout(300_000)
  const project = await createViteProject(await templateFiles('react-ts'))
  try {
    await watchDocuments(context, HEADING)
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
    await keepAll(page)
    const url = page.url()

    // Not measured: Vite's first start bundles the packages.
    const viteColdMs = await viteFirstPaint(context, project)
    const vite: number[] = []
    const fresh: number[] = []
    const offline: number[] = []
    for (let at = 0; at < ROUNDS; at++) {
      vite.push(await viteFirstPaint(context, project))
      fakeModel.queue(hang)
      const tab = await context.newPage()
      const { ms, address } = await measureNew(tab, url)
      fresh.push(ms)
      await tab.close()
      await context.setOffline(true)
      expect(await page.evaluate(() => navigator.onLine)).toBe(false)
      offline.push(await measureReopen(context, address))
      await context.setOffline(false)
    }
    const viteMs = median(vite)
    await found({
      name,
      figures: {
        newRatio: round(median(fresh) / Math.max(viteMs, 1000 / 0.6), 3),
        offlineRatio: round(median(offline) / viteMs, 3),
        newMs: round(median(fresh)),
        offlineMs: round(median(offline)),
        viteMs: round(viteMs),
        viteColdMs: round(viteColdMs),
        newMsOfEach: fresh.map((ms) => round(ms)),
        offlineMsOfEach: offline.map((ms) => round(ms)),
        viteMsOfEach: vite.map((ms) => round(ms)),
      },
      limits: { newRatio: { atMost: 0.6 }, offlineRatio: { atMost: 0.5 } },
    })
  } finally {
    await project.close()
  }
})
