import { test as base } from './test.ts'
import type { CorePage } from './core-page/main.ts'
import { serveCorePage } from './core-page/core-page.ts'

declare global {
  // What the core page puts there (core-page/main.ts).
  var core: CorePage
}

interface CoreFixtures {
  /** Shows the core page, or shows it anew: nothing of it is in memory then. */
  readonly openCorePage: () => Promise<void>
}

/** The test of the other benches, for what the core does without the app around it. */
export const test = base.extend<CoreFixtures, { coreServer: { readonly url: string } }>({
  coreServer: [
    async ({}, use) => {
      const server = await serveCorePage()
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  openCorePage: async ({ page, coreServer }, use) => {
    await use(async () => {
      await page.goto(coreServer.url)
      await page.waitForFunction(() => 'core' in globalThis)
    })
  },
})

export { expect } from '@playwright/test'
