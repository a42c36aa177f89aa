import { readFile, readdir } from 'node:fs/promises'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { launchOptions } from '../browser.ts'

/** A browser with a profile of its own that can be killed and started again over what it left on disk. */
export interface KillableBrowser {
  readonly context: BrowserContext
  readonly page: Page
  /** Ends the browser's process at once: nothing in it can flush, or say goodbye. Resolves when it is gone. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** Starts a browser on the profile in `folder`, which is made when there is none. Linux only: it finds the process in /proc. */
export async function startBrowser(folder: string): Promise<KillableBrowser> {
  const context = await chromium.launchPersistentContext(folder, {
    ...(await launchOptions()),
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    context,
    page,
    kill: async () => {
      const gone = new Promise((resolve) => context.once('close', resolve))
      const processes = await processesOf(folder)
      if (processes.length === 0) throw new Error(`No browser runs on ${folder}.`)
      for (const id of processes) process.kill(id, 'SIGKILL')
      await gone
    },
    close: () => context.close(),
  }
}

/** Ids of the browser processes on a profile; their children end with them. */
async function processesOf(folder: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    ids.map(async (id) => {
      // A process may end while it is looked at.
      const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')
      const words = line.split('\0')
      const isBrowser = words.includes(`--user-data-dir=${folder}`)
      return isBrowser && !words.some((word) => word.startsWith('--type=')) ? [Number(id)] : []
    }),
  )
  return found.flat()
}
