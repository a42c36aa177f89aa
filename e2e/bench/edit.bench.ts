import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { mergeTests, type Frame, type Page } from '@playwright/test'
import { test as engineTest } from '../engine-test.ts'
import { previewFrame } from './clock.ts'
import { median, round } from './figures.ts'
import { expect, test as benchTest } from './test.ts'
import { createViteProject, templateFiles } from './vite-project.ts'

const test = mergeTests(benchTest, engineTest)

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
const PART = 'src/parts/part0.tsx'

/** What the mark says at first; as long as every other, see below. */
const UNEDITED = 'no edit'

/**
 * The edited module, with a state of its own. Its length never changes, so that it
 * can be written in place: Vite may read a file that is emptied first in between.
 */
const markedPart = (mark: string) => `import { useState } from 'react'

export function Part0() {
  const [count, setCount] = useState(0)
  return (
    <li>
      <button onClick={() => setCount(count + 1)}>count is {count}</button>
      <p id="mark">${mark}</p>
    </li>
  )
}
`

/** The React template with so many modules of the project's own. */
async function projectOf(modules: number): Promise<Map<string, string>> {
  const decoder = new TextDecoder()
  const files = new Map(
    [...(await templateFiles('react-ts'))].map(([name, bytes]) => [name, decoder.decode(bytes)]),
  )
  const parts = Array.from({ length: modules - 2 }, (_, at) => at)
  for (const at of parts) {
    files.set(
      `src/parts/part${at}.tsx`,
      `export function Part${at}() {\n  return <li>This is part ${at}.</li>\n}\n`,
    )
  }
  files.set(PART, markedPart(UNEDITED))
  files.set(
    'src/App.tsx',
    `${parts.map((at) => `import { Part${at} } from './parts/part${at}.tsx'\n`).join('')}
export function App() {
  return <ul>${parts.map((at) => `<Part${at} />`).join('')}</ul>
}
`,
  )
  return files
}

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

const countsOn = (shown: Page | Frame) =>
  expect(shown.getByRole('button')).toHaveText(`count is ${COUNT}`)

for (const modules of [10, 300]) {
  const name = `An edit in a project of ${modules} modules, visible with its state kept after 0.6 of what Vite takes`

  test(name, async ({ context, enginePage, openProject, found }) => {
    test.setTimeout(300_000)
    const files = await projectOf(modules)
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
        const mark = `edit ${String(edit).padStart(2, '0')}`
        const text = markedPart(mark)
        const sentAt = await enginePage.evaluate(
          async ([path, text]) => {
            const now = Date.now()
            await globalThis.project.write({ [path]: text })
            return now
          },
          [PART, text] as const,
        )
        engineMs.push((await markTime(preview, mark)) - sentAt)

        const writtenAt = Date.now()
        await writeFile(path.join(project.folder, PART), text, { flag: 'r+' })
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
