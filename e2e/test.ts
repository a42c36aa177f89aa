import { test as base, type BrowserContext } from '@playwright/test'
import { serveApp, type AppServer, type Engine } from './app-server.ts'
import { startFakeModel, type FakeModel } from './fake-model/fake-model.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import type { Misbehaviour } from './webcontainer-host/misbehaviour.ts'
import { startWebContainerHost, type WebContainerHost } from './webcontainer-host/server.ts'

interface TestFixtures {
  /** A model server of this test's own. */
  fakeModel: FakeModel
  /**
   * How the stand-in behaves towards this test's page alone. 'silent' is for stories
   * that need no runtime: nothing boots, and nothing else waits for it.
   */
  runtime: Exclude<Misbehaviour, 'vanish'>
  /** The app on this test's page, over the stand-in; nothing is open yet. */
  tabsmith: Tabsmith
}

interface WorkerFixtures {
  /** What projects run on, as the host's settings say: `test.use({ engine: 'auto' })` for a whole file. */
  engine: Engine
  app: AppServer
  /** Stands in for StackBlitz. */
  host: WebContainerHost
}

/** Playwright's test, with the built app served at `baseURL` (one server for each worker). */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['webcontainer', { option: true, scope: 'worker' }],
  app: [
    async ({ engine }, use) => {
      const server = await serveApp({ engine, keptPackages: true })
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  host: [
    async ({}, use) => {
      const host = await startWebContainerHost()
      await use(host)
      await host.close()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ app }, use) => use(app.url),
  fakeModel: async ({}, use) => {
    const model = await startFakeModel()
    await use(model)
    await model.close()
  },
  // Where it is not what the story is about, the service worker would fetch the whole app anew for
  // each context, while the story runs.
  serviceWorkers: ({ engine }, use) => use(engine === 'webcontainer' ? 'block' : 'allow'),
  runtime: ['none', { option: true }],
  tabsmith: async ({ context, page, app, host, runtime }, use) => {
    await bootFrom(context, runtime === 'none' ? host.origin : host.misbehavingOrigin(runtime))
    await use(createTabsmith(page, app.url))
    host.misbehave('none')
  },
})

/** From now on, the pages of a context take their WebContainers from the stand-in. */
export async function bootFrom(context: BrowserContext, origin: string): Promise<void> {
  await context.addInitScript((url) => {
    Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url })
  }, origin)
}

export { expect } from '@playwright/test'
