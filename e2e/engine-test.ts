import { test as base, type FrameLocator, type Page } from '@playwright/test'
import type { EnginePage, EngineProject } from './engine-page/main.ts'
import { serveEnginePage } from './engine-page/engine-page.ts'

declare global {
  // What the engine page puts there (engine-page/main.ts).
  var engine: EnginePage
  var project: EngineProject
}

interface OpenOptions {
  readonly install?: 'ci' | 'install'
  readonly show?: boolean
}

interface EngineFixtures {
  /** A page with nothing on it but the engine. */
  enginePage: Page
  /** Opens a project in it as `globalThis.project`; gives the preview. */
  openProject: (
    files: Readonly<Record<string, string | readonly number[]>>,
    options?: OpenOptions,
  ) => Promise<FrameLocator>
}

/** Playwright's test for the embedded engine by itself. */
export const test = base.extend<EngineFixtures, { engineServer: { readonly url: string } }>({
  engineServer: [
    async ({}, use) => {
      const server = await serveEnginePage()
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  enginePage: async ({ page, engineServer }, use) => {
    await page.goto(engineServer.url)
    await page.waitForFunction(() => 'engine' in globalThis)
    await use(page)
  },
  openProject: async ({ enginePage }, use) => {
    await use(async (files, options) => {
      await enginePage.evaluate(
        async ([tree, given]) => {
          globalThis.project = await engine.openProject(tree, given)
        },
        [files, options ?? {}] as const,
      )
      return enginePage.frameLocator('iframe[title="Preview"]')
    })
  },
})

export { expect } from '@playwright/test'
