import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { serveApp } from '../app-server.ts'
import { launchOptions } from '../browser.ts'
import { seedProject } from '../seed.ts'
import { createTabsmith } from '../tabsmith.ts'
import { keepAll } from './clock.ts'
import { median, round } from './figures.ts'
import { startBeacon, startPlainBrowser } from './plain-browser.ts'
import { test } from './test.ts'
import { createViteProject, templateFiles } from './vite-project.ts'

const HEADING = 'Your app will appear here'
/** How often each is measured, by turns; the middle counts. */
const ROUNDS = 9
const ID = 'reopened'

/** A profile that holds the app, all of it, and one project that was open before. Gives the project's address. */
async function prepare(profile: string, files: Readonly<Record<string, string>>): Promise<string> {
  const app = await serveApp({ engine: 'embedded' })
  const context = await chromium.launchPersistentContext(profile, {
    ...(await launchOptions()),
    serviceWorkers: 'allow',
  })
  try {
    const page = context.pages()[0] ?? (await context.newPage())
    const tabsmith = createTabsmith(page, app.url)
    await tabsmith.open()
    const turn = { message: 'A page that waits for its app', calls: [], answer: 'There it is.' }
    await seedProject(page, { id: ID, files, turns: [turn] })
    await keepAll(page)
    const address = `${app.url}#/p/${ID}`
    await page.goto(address)
    await page.reload()
    await tabsmith.preview.getByRole('heading', { name: HEADING }).waitFor()
    return address
  } finally {
    await context.close()
    await app.close()
  }
}

const name =
  'A project opened again with the network off, to the first paint of its preview: 0.5 of what Vite takes to start'

test(name, async ({ found }) => {
  test.setTimeout(300_000)
  const beacon = await startBeacon()
  const decoder = new TextDecoder()
  const files = Object.fromEntries(
    [...(await templateFiles('react-ts'))].map(([file, bytes]) => [file, decoder.decode(bytes)]),
  )
  files['index.html'] = (files['index.html'] ?? '').replace(
    '</head>',
    `${beacon.script(HEADING)}</head>`,
  )
  const encoder = new TextEncoder()
  const vite = await createViteProject(
    new Map(Object.entries(files).map(([file, text]) => [file, encoder.encode(text)])),
  )
  const profile = await mkdtemp(path.join(tmpdir(), 'tabsmith-bench-'))
  const address = await prepare(profile, files)
  // The app's server has ended: from here on there is only what the browser kept.
  const browser = await startPlainBrowser(profile, beacon)

  async function reopen(): Promise<number> {
    const tab = await browser.newTab()
    return tab.show(address)
  }

  async function startVite(): Promise<number> {
    const tab = await browser.newTab()
    const server = await vite.start()
    const readyMs = Date.now() - server.startedAt
    const shownMs = await tab.show(server.url)
    await server.stop()
    return readyMs + shownMs
  }

  try {
    // Not measured: Vite bundles the packages, the browser compiles what it then keeps.
    const viteColdMs = await startVite()
    const firstMs = await reopen()
    const reopened: number[] = []
    const started: number[] = []
    for (let at = 0; at < ROUNDS; at++) {
      started.push(await startVite())
      reopened.push(await reopen())
    }
    const viteMs = median(started)
    await found({
      name,
      figures: {
        ofVite: round(median(reopened) / viteMs, 3),
        reopenMs: round(median(reopened)),
        viteMs: round(viteMs),
        firstMs: round(firstMs),
        viteColdMs: round(viteColdMs),
        reopenMsOfEach: reopened.map((ms) => round(ms)),
        viteMsOfEach: started.map((ms) => round(ms)),
      },
      limits: { ofVite: { atMost: 0.5 } },
    })
  } finally {
    await browser.close()
    await vite.close()
    await beacon.close()
    await rm(profile, { recursive: true, force: true })
  }
})
