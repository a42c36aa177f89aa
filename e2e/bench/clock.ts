import type { BrowserContext, Frame, Page } from '@playwright/test'

declare global {
  // What `watchDocuments` puts into every document. Milliseconds since the epoch.
  var shownAt: number | undefined
  var clickedAt: number | undefined
}

/** Lets every document of a context note when a heading was first painted, and when it was first clicked. */
export async function watchDocuments(context: BrowserContext, heading: string): Promise<void> {
  await context.addInitScript((heading) => {
    const now = () => performance.timeOrigin + performance.now()
    addEventListener('pointerdown', () => (globalThis.clickedAt ??= now()), { capture: true })
    const look = () => {
      if (document.querySelector('h1')?.textContent !== heading) return
      observer.disconnect()
      // A message that is posted in a frame's callback comes when the frame was drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => (globalThis.shownAt ??= now())
        port2.postMessage(undefined)
      })
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true, characterData: true })
  }, heading)
}

/** When the heading was painted in a page or frame; waits for it. */
export async function shownTime(within: Page | Frame): Promise<number> {
  const handle = await within.waitForFunction(() => globalThis.shownAt, undefined, {
    polling: 50,
    timeout: 60_000,
  })
  return Number(await handle.jsonValue())
}

export async function clickTime(page: Page): Promise<number> {
  const time = await page.evaluate(() => globalThis.clickedAt)
  if (time === undefined) throw new Error('The page was not clicked.')
  return time
}

/** The preview's frame, once it is there. */
export async function previewFrame(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe[title="Preview"]')
  const frame = await element.contentFrame()
  if (!frame) throw new Error('The preview has no document.')
  return frame
}

/** Waits until the service worker holds every file of the app. */
export async function keepAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    const kept = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('message', resolve, { once: true }),
    )
    active?.postMessage({ type: 'complete' })
    await kept
  })
}
