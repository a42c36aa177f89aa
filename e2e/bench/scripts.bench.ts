import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BrowserContext, Frame, Page } from '@playwright/test'
import { dist, serveApp, type Engine } from '../app-server.ts'
import { hang, type FakeModel } from '../fake-model/fake-model.ts'
import { createTabsmith } from '../tabsmith.ts'
import { builtScripts, GZIP_LEVEL, gzipSize } from './built-scripts.ts'
import { previewFrame } from './clock.ts'
import { round } from './figures.ts'
import { expect, test } from './test.ts'

// The embedded engine's preview comes from the service worker.
test.use({ serviceWorkers: 'allow' })

/**
 * What a first preview must not wait for, by a text that only its code holds;
 * minifying leaves these texts alone.
 */
const HEAVY: Readonly<Record<string, string>> = {
  'esbuild-wasm': '"initialize" more than once',
  'the shell (just-bash)': 'command not found',
  TypeScript: 'tsbuildinfo',
  "Vue's compiler": 'v-slot',
  "Svelte's compiler": 'svelte-ignore',
  Tailwind: '--spacing',
}

const name =
  'The first preview of a template: at most 200 KB of JavaScript (gzip) beyond the workbench, none of it for later'

/** Starts a project on an engine, in a tab of its own; the model never answers. */
async function startProject(context: BrowserContext, fakeModel: FakeModel, engine: Engine) {
  const server = await serveApp({ engine })
  const page = await context.newPage()
  const tabsmith = createTabsmith(page, server.url)
  fakeModel.queue(hang)
  const before = fakeModel.requests.length
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await tabsmith.build('a to-do app')
  // By then the AI SDK is there, which is no part of a preview.
  await expect.poll(() => fakeModel.requests.length, { timeout: 30_000 }).toBeGreaterThan(before)
  return { page, tabsmith, close: () => server.close() }
}

/** What a page, frame or worker asked for itself, by names below the app's folder. */
async function filesOf(of: Pick<Frame, 'evaluate'>): Promise<string[]> {
  const addresses = await of.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => entry.name),
  )
  return addresses.map((address) => new URL(address).pathname.slice(1))
}

/** The preview document, which the service worker carries: in its size there. */
async function previewDocument(page: Page): Promise<string> {
  const response = await page.evaluate(async () => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Preview"]')
    return frame?.src
  })
  const loaded = page.waitForResponse(String(response))
  await page.evaluate((src) => {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts', 'allow-same-origin')
    frame.src = src
    document.body.append(frame)
  }, String(response))
  return (await loaded).text()
}

test(name, async ({ context, fakeModel, found }) => {
  test.setTimeout(120_000)
  const plain = await startProject(context, fakeModel, 'webcontainer')
  const workbench = new Set(await filesOf(plain.page))
  await plain.page.close()
  await plain.close()

  const { page, tabsmith, close } = await startProject(context, fakeModel, 'embedded')
  await expect(tabsmith.preview.getByRole('heading')).toBeVisible()
  const asked = [page, await previewFrame(page), ...page.workers()]
  const files = new Set((await Promise.all(asked.map(filesOf))).flat())
  for (const worker of page.workers()) files.add(new URL(worker.url()).pathname.slice(1))
  const document = await previewDocument(page)
  await page.close()
  await close()

  const built = await builtScripts()
  for (const [what, text] of Object.entries(HEAVY)) {
    // A text that the build does not hold could never be found in what was loaded.
    const holds = [...built.values()].some((source) => source.includes(text))
    expect(holds, `${what} is in the build`).toBe(true)
  }
  const names = [...files].filter((file) => file.endsWith('.js') && !workbench.has(file)).sort()
  expect(names.length, 'the engine has scripts').toBeGreaterThan(1)
  const scripts = await Promise.all(names.map((file) => readFile(path.join(dist, file), 'utf8')))
  const sources = [...scripts, document]
  const heavy = Object.entries(HEAVY).filter(([, text]) =>
    sources.some((source) => source.includes(text)),
  )
  const wasm = [...files].filter((file) => file.endsWith('.wasm'))
  const sizes = sources.map(gzipSize)
  await found({
    name,
    figures: {
      gzipKB: round(sizes.reduce((sum, size) => sum + size, 0) / 1000, 1),
      gzipLevel: GZIP_LEVEL,
      gzipKBOfEach: Object.fromEntries(
        [...names, 'the preview document'].map((file, at) => [
          file,
          round((sizes[at] ?? 0) / 1000, 1),
        ]),
      ),
      heavyParts: heavy.length + wasm.length,
      heavy: [...heavy.map(([what]) => what), ...wasm],
    },
    limits: { gzipKB: { atMost: 200 }, heavyParts: { exactly: 0 } },
  })
})
