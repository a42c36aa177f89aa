import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { mergeTests, type Frame, type Page } from '@playwright/test'
import { test as engineTest } from '../engine-test.ts'
import { previewFrame } from './clock.ts'
import { median, round } from './figures.ts'
import { expect, test as benchTest } from './test.ts'
import { markedPart, PART, partsProject, UNEDITED } from './parts-project.ts'
import { createViteProject } from './vite-project.ts'

const test = mergeTests(benchTest, engineTest)

// The preview comes from the engine page's service worker.
test.use({ serviceWorkers: 'allow' })

declare global {
  // What `watchMark` notes. Milliseconds since the epoch.
  var markedAt: Map<string, number> | undefined
}

const EDITS = 21
/** The first of them load what only an update needs. */
const WARM_UP = 3
/**
 * Between two edits, in milliseconds. Vite's file watcher drops a change that comes
 * 50 ms after the last one of the same file; nobody saves that often.
 */
const PAUSE_MS = 200
/** Clicks on the counter, which an edit must not undo. */
const COUNT = 3

/** Notes when each text of the mark was first there. */
async function watchMark(shown: Page | Frame): Promise<void> {
  await expect(shown.locator('#mark')).toHaveText(UNEDITED, { timeout: 30_000 })
  for (let click = 0; click < COUNT; click++) await shown.getByRole('button').click()
  await shown.evaluate(() => {
    const noted = (globalThis.markedAt = new Map<string, number>())
    const observer = new MutationObserver(() => {
      const text = document.querySelector('#mark')?.textContent ?? ''
      if (!noted.has(text)) noted.set(text, Date.now())
    })
    observer.observe(document, { childList: true, subtree: true, characterData: true })
  })
}

async function markTime(shown: Page | Frame, mark: string): Promise<number> {
  const handle = await shown.waitForFunction((mark) => globalThis.markedAt?.get(mark), mark, {
    polling: 20,
    timeout: 20_000,
  })
  return Number(await handle.jsonValue())
}

const markOf = (edit: number) => `edit ${String(edit).padStart(2, '0')}`

/** Milliseconds from the write to the sight of it. */
async function editInEngine(enginePage: Page, preview: Frame, mark: string): Promise<number> {
  const sentAt = await enginePage.evaluate(
    async ([path, text]) => {
      const now = Date.now()
      await globalThis.project.write({ [path]: text })
      return now
    },
    [PART, markedPart(mark)] as const,
  )
  return (await markTime(preview, mark)) - sentAt
}

const countsOn = (shown: Page | Frame) =>
  expect(shown.getByRole('button')).toHaveText(`count is ${COUNT}`)

for (const modules of [10, 300]) {
  const name = `An edit in a project of ${modules} modules, visible with its state kept after 0.6 of what Vite takes`

  test(name, async ({ context, enginePage, openProject, found }) => {
    test.setTimeout(300_000)
    const files = await partsProject(modules)
    await openProject(Object.fromEntries(files), { install: 'ci' })
    const preview = await previewFrame(enginePage)
    await watchMark(preview)

    const encoder = new TextEncoder()
    const project = await createViteProject(
      new Map([...files].map(([file, text]) => [file, encoder.encode(text)])),
    )
    const server = await project.start()
    try {
      const page = await context.newPage()
      await page.goto(server.url)
      await watchMark(page)

      const engineMs: number[] = []
      const viteMs: number[] = []
      for (let edit = 0; edit < EDITS; edit++) {
        const mark = markOf(edit)
        engineMs.push(await editInEngine(enginePage, preview, mark))

        const writtenAt = Date.now()
        await writeFile(path.join(project.folder, PART), markedPart(mark), { flag: 'r+' })
        viteMs.push((await markTime(page, mark)) - writtenAt)
        await page.waitForTimeout(PAUSE_MS)
      }
      await countsOn(preview)
      await countsOn(page)
      const [engine = 0, vite = 0] = [engineMs, viteMs].map((all) => median(all.slice(WARM_UP)))
      await found({
        name,
        figures: {
          ratio: round(engine / vite, 3),
          engineMs: round(engine, 1),
          viteMs: round(vite, 1),
          engineMsOfEach: engineMs.map((ms) => round(ms, 1)),
          viteMsOfEach: viteMs.map((ms) => round(ms)),
        },
        limits: { ratio: { atMost: 0.6 } },
      })
    } finally {
      await server.stop()
      await project.close()
    }
  })
}

const flat = 'An edit in a project of 300 modules: visible as fast as in one of 10, within noise'

/** Medians of equal work differ by less than this. */
const NOISE = 0.5
/** How often each project is opened, by turns. */
const ROUNDS = 3

test(flat, async ({ enginePage, openProject, found }) => {
  test.setTimeout(300_000)
  const engineMs = { 10: [] as number[], 300: [] as number[] }
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const modules of [10, 300] as const) {
      await enginePage.reload()
      await enginePage.waitForFunction(() => 'engine' in globalThis)
      await openProject(Object.fromEntries(await partsProject(modules)), { install: 'ci' })
      const preview = await previewFrame(enginePage)
      await watchMark(preview)
      for (let edit = 0; edit < EDITS / ROUNDS + WARM_UP; edit++) {
        const ms = await editInEngine(enginePage, preview, markOf(edit))
        if (edit >= WARM_UP) engineMs[modules].push(ms)
        await enginePage.waitForTimeout(PAUSE_MS)
      }
    }
  }
  await found({
    name: flat,
    figures: {
      ratio: round(median(engineMs[300]) / median(engineMs[10]), 2),
      msOf10: median(engineMs[10]),
      msOf300: median(engineMs[300]),
      msOfEach: engineMs,
    },
    limits: { ratio: { atMost: 1 + NOISE } },
  })
})
