import { test as base } from '@playwright/test'
import { serveApp, type AppServer } from './app-server.ts'

/** Playwright's test, with the built app served at `baseURL` (one server for each worker). */
export const test = base.extend<object, { app: AppServer }>({
  app: [
    async ({}, use) => {
      const server = await serveApp()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ app }, use) => use(app.url),
})

export { expect } from '@playwright/test'
