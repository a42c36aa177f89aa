import { test as base } from '@playwright/test'
import { serveApp, type AppServer } from './app-server.ts'
import { startFakeModel, type FakeModel } from './fake-model/fake-model.ts'

interface TestFixtures {
  /** A model server of this test's own. */
  fakeModel: FakeModel
}

interface WorkerFixtures {
  app: AppServer
}

/** Playwright's test, with the built app served at `baseURL` (one server for each worker). */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  app: [
    async ({}, use) => {
      const server = await serveApp()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ app }, use) => use(app.url),
  fakeModel: async ({}, use) => {
    const model = await startFakeModel()
    await use(model)
    await model.close()
  },
})

export { expect } from '@playwright/test'
