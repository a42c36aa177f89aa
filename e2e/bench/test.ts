import type { Page } from '@playwright/test'
import { seedProject, type SeededProject } from '../seed.ts'
import { test as base } from '../test.ts'
import { report, type Finding } from './figures.ts'
import { createMeter, type Cost, type Meter } from './meter.ts'

interface BenchFixtures {
  readonly meter: Meter
  /** Hands over what was found. */
  readonly found: (finding: Omit<Finding, 'browser'>) => Promise<void>
  /** Stores a project and opens it, with the fake model chosen. */
  readonly openProject: (project: SeededProject) => Promise<void>
  /** Sends a message with the keyboard; resolves with the cost of the whole turn. */
  readonly measureTurn: (message: string) => Promise<Cost>
}

/** The test of the other specs, with what it takes to measure. Nothing boots: the runtime has its own process. */
export const test = base.extend<BenchFixtures>({
  runtime: 'silent',
  meter: async ({ page }, use) => {
    await use(createMeter(page))
  },
  found: async ({ browser }, use, info) => {
    await use((finding) => report(info, { ...finding, browser: `Chromium ${browser.version()}` }))
  },
  openProject: async ({ tabsmith, fakeModel, page }, use) => {
    let prepared = false
    await use(async (project) => {
      if (!prepared) {
        await tabsmith.open()
        await tabsmith.useModel({
          provider: 'OpenAI',
          baseURL: fakeModel.url,
          key: 'sk-test',
        })
        prepared = true
      }
      await seedProject(page, project)
      await page.goto(`${new URL(page.url()).origin}/?${project.id}#/p/${project.id}`)
      await tabsmith.message.waitFor()
    })
  },
  measureTurn: async ({ tabsmith, meter, page }, use) => {
    await use(async (message) => {
      await tabsmith.message.fill(message)
      const stop = await meter.start()
      await tabsmith.message.press('Enter')
      await turnEnds(page)
      return stop()
    })
  },
})

/** Looks once a frame, which costs the page next to nothing: asking again and again by role would show in the figures. */
async function turnEnds(page: Page): Promise<void> {
  const stop = page.getByRole('button', { name: 'Stop' })
  await stop.waitFor()
  await stop.evaluate(
    (button) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (button.isConnected) requestAnimationFrame(look)
          else resolve()
        }
        look()
      }),
  )
}

export { expect } from '@playwright/test'
