import type { BrowserContext, Page } from '@playwright/test'

/**
 * From now on, what pages ask of a public service goes to its stand-in on
 * loopback: `places` maps the service's origins to the stand-in's addresses
 * (without a slash at the end). What the stand-in cuts is cut for the page.
 * The browser answers preflights by itself here; the stand-ins' unit tests check them.
 */
export async function routeTo(
  target: Page | BrowserContext,
  places: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [origin, address] of Object.entries(places)) {
    await target.route(`${origin}/**`, async (route) => {
      const url = address + route.request().url().slice(origin.length)
      try {
        // No retries and no redirects: the page sees exactly what came.
        const response = await route.fetch({ url, maxRetries: 0, maxRedirects: 0 })
        await route.fulfill({ response })
      } catch {
        await route.abort('connectionreset').catch(() => undefined) // The page has closed.
      }
    })
  }
}
