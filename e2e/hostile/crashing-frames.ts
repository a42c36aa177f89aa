import { createServer, type AddressInfo } from 'node:net'
import { chromium, type Browser, type Page } from '@playwright/test'
import { launchOptions } from '../browser.ts'

/** A browser with one page, whose frames may crash. */
export interface CrashingFrames {
  /** The page, as seen by a new observer; whoever saw it before sees it no more. */
  attach(): Promise<Page>
  /** Resolves when a frame crashes from now on. The promise is to be had first, so it comes in an object. */
  nextCrash(): Promise<{ readonly crash: Promise<void> }>
  close(): Promise<void>
}

/**
 * A browser as desktop browsers run, each preview in a process of its own (the
 * test browser saves those). Playwright gives a page up when a frame of it
 * crashes, though the page goes on, so it is looked at anew after that.
 */
export async function launchCrashingFrames(): Promise<CrashingFrames> {
  const options = await launchOptions()
  const port = await freePort()
  const context = await chromium.launchPersistentContext('', {
    ...options,
    args: [
      ...(options.args ?? []),
      '--site-per-process',
      `--remote-debugging-port=${port}`,
      // Megabytes of a process's heap: bombs end before this machine does.
      '--js-flags=--max-old-space-size=300',
    ],
  })
  let observer: Browser | undefined

  return {
    attach: async () => {
      await observer?.close() // only the connection
      observer = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      const page = observer.contexts()[0]?.pages()[0]
      if (!page) throw new Error('The browser has no page.')
      return page
    },
    nextCrash: async () => {
      if (!observer) throw new Error('Nobody looks at the page.')
      const devtools = await observer.newBrowserCDPSession()
      const crash = new Promise<void>((resolve) =>
        devtools.once('Target.targetCrashed', () => resolve()),
      )
      await devtools.send('Target.setDiscoverTargets', { discover: true })
      return { crash }
    },
    close: async () => {
      await observer?.close()
      await context.close()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
