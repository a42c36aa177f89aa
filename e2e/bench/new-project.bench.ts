import type { Page } from '@playwright/test'
import { hang } from '../fake-model/script.ts'
import { clickTime, keepAll, previewFrame, shownTime, watchDocuments } from './clock.ts'
import { median, round } from './figures.ts'
import { test } from './test.ts'
import { createViteProject, templateFiles, viteFirstPaint } from './vite-project.ts'

test.use({ engine: 'embedded' })

const HEADING = 'Your app will appear here'
/** How often each is measured, by turns; the middle counts. */
const ROUNDS = 5

/** From the click on "Build it" to the first paint of the template in the preview. */
async function measureNew(page: Page, url: string): Promise<number> {
  await page.goto(url)
  await page.getByRole('textbox', { name: 'Describe your app' }).fill('a to-do app')
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Build it' }).click()
  const shown = await shownTime(await previewFrame(page))
  await page.getByText('Saved', { exact: true }).waitFor()
  return shown - (await clickTime(page))
}

const name =
  'A new project, from the click to its template in the embedded preview: 1 s, or 0.6 of what Vite takes to start'

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
    for (let at = 0; at < ROUNDS; at++) {
      vite.push(await viteFirstPaint(context, project))
      fakeModel.queue(hang)
      const tab = await context.newPage()
      fresh.push(await measureNew(tab, url))
      await tab.close()
    }
    const viteMs = median(vite)
    await found({
      name,
      figures: {
        newRatio: round(median(fresh) / Math.max(viteMs, 1000 / 0.6), 3),
        newMs: round(median(fresh)),
        viteMs: round(viteMs),
        viteColdMs: round(viteColdMs),
        newMsOfEach: fresh.map((ms) => round(ms)),
        viteMsOfEach: vite.map((ms) => round(ms)),
      },
      limits: { newRatio: { atMost: 0.6 } },
    })
  } finally {
    await project.close()
  }
})
