import type { ConsoleMessage, Frame, Page } from '@playwright/test'
import { expect, test } from './engine-test.ts'
import { sources } from './vite-sources/all.ts'
import { takeSnapshot, type Snapshot } from './vite-sources/snapshot.ts'
import type { Shown, Source } from './vite-sources/source.ts'
import { serveStatic } from './vite-sources/static-host.ts'
import { filesOf, serveWithVite } from './vite-sources/vite-install.ts'

const size = { width: 800, height: 600 }

/** The first lines of what a page reports as errors, without addresses. */
function errorsOf(page: Page): string[] {
  const errors: string[] = []
  const plain = (text: string): string =>
    (text.split('\n')[0] ?? '').replace(/\b(?:https?|blob|data):\S+/g, '<address>')
  page.on('pageerror', (error) => errors.push(`uncaught ${plain(error.message)}`))
  page.on('console', (message: ConsoleMessage) => {
    // What a file that is not there looks like differs by host; the snapshots tell whether it was read.
    if (/^(?:Failed to load resource|Unsafe attempt to load URL)/.test(message.text())) return
    if (message.type() === 'error') errors.push(plain(message.text()))
  })
  return errors
}

async function settle(source: Source, shown: Shown): Promise<void> {
  await expect(shown.locator('body')).toContainText(source.shows, { timeout: 8_000 })
  await source.act?.(shown)
}

/** Asks again until both are alike: styles and pictures come when they come. */
async function expectAlike(
  take: () => Promise<Snapshot>,
  wanted: () => Promise<Snapshot>,
): Promise<void> {
  await expect(async () => expect(await take()).toEqual(await wanted())).toPass({ timeout: 6_000 })
}

const shotOf = (frame: Frame | Page) => (): Promise<Snapshot> => frame.evaluate(takeSnapshot)

async function openInVite(page: Page, source: Source, url: string): Promise<void> {
  await page.setViewportSize(size)
  await page.goto(url)
  await settle(source, page)
}

// The first of them installs the packages of a template.
test.setTimeout(180_000)

for (const source of sources) {
  test(`${source.name} looks the same in Vite`, async ({ enginePage, openProject, context }) => {
    const engineErrors = errorsOf(enginePage)
    await enginePage.addStyleTag({
      content: `iframe { width: ${size.width}px; height: ${size.height}px; border: 0 }`,
    })
    const preview = await openProject(await filesOf(source), {
      ...(source.template && { install: 'ci' as const }),
    })
    const frame = await (await enginePage.locator('iframe').elementHandle()).contentFrame()
    if (!frame) throw new Error('There is no preview.')
    const served = await serveWithVite(source)
    const vitePage = await context.newPage()
    try {
      const viteErrors = errorsOf(vitePage)
      await openInVite(vitePage, source, served.url)
      await settle(source, preview)
      await expectAlike(shotOf(frame), shotOf(vitePage))
      expect(engineErrors).toEqual(viteErrors)
    } finally {
      await vitePage.close()
      await served.close()
    }
  })
}

/** Where the host has the build, and the base that it is built for. */
const inAnyFolder = [['/some/folder/', './']] as const
const everywhere = [...inAnyFolder, ['/', '/'], ['/x/', '/x/']] as const

for (const source of sources.filter(({ build }) => build)) {
  test(`${source.name} builds to a page that looks the same`, async ({
    enginePage,
    openProject,
    context,
  }) => {
    await openProject(await filesOf(source), {
      show: false,
      ...(source.template && { install: 'ci' as const }),
    })
    const served = await serveWithVite(source)
    const vitePage = await context.newPage()
    const builtPage = await context.newPage()
    await builtPage.setViewportSize(size)
    try {
      await openInVite(vitePage, source, served.url)
      const errors = errorsOf(builtPage)
      for (const [base, flag] of source.build === 'everywhere' ? everywhere : inAnyFolder) {
        const host = await serveStatic(await buildIn(enginePage, flag), base)
        try {
          await builtPage.goto(host.url)
          await settle(source, builtPage)
          await expectAlike(shotOf(builtPage), async () => {
            const wanted = await shotOf(vitePage)()
            return { ...wanted, path: base.slice(0, -1) + wanted.path }
          })
          expect(host.missing.filter((path) => !path.endsWith('/favicon.ico'))).toEqual([])
          expect(errors).toEqual([])
        } finally {
          await host.close()
        }
      }
    } finally {
      await vitePage.close()
      await builtPage.close()
      await served.close()
    }
  })
}

async function buildIn(enginePage: Page, base: string): Promise<Map<string, Uint8Array>> {
  const built = await enginePage.evaluate(async (flag) => {
    const { code, output } = await project.run('npx', 'vite', 'build', `--base=${flag}`)
    const files = await project.runtime.read('dist')
    return { code, output, files: [...files].map(([name, bytes]) => [name, [...bytes]] as const) }
  }, base)
  expect(built.code, built.output).toBe(0)
  return new Map(
    built.files.map(([name, bytes]) => [name.slice('dist/'.length), Uint8Array.from(bytes)]),
  )
}
