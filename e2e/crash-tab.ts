import type { Page } from '@playwright/test'

/** Ends the page's process as a crash does. */
export async function crashTab(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const browser = await page.context().newCDPSession(page)
  browser.send('Page.crash').catch(() => undefined) // never answered
  await crashed
}
