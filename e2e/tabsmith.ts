import type { FrameLocator, Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'

export interface ModelSettings {
  /** As the Settings dialog names it. */
  readonly provider: 'OpenAI' | 'Another OpenAI-compatible server' | 'Ollama (on this computer)'
  readonly baseURL: string
  readonly model?: string
  /** Left empty when undefined. */
  readonly key?: string
}

/** The app as a person uses it: what can be seen and pressed, by role and name. */
export interface Tabsmith {
  readonly page: Page
  readonly log: Locator
  readonly message: Locator
  readonly runtime: Locator
  readonly editor: Locator
  readonly files: Locator
  readonly preview: FrameLocator
  /** Opens the home page. */
  open(): Promise<void>
  /** Fills Settings and saves. */
  useModel(settings: ModelSettings): Promise<void>
  /** Types a prompt on the home page and builds it. */
  build(prompt: string): Promise<void>
  send(text: string): Promise<void>
  /** Presses what the note under the last turn offers, once the conversation has come to its end and lies still. */
  goOn(button: 'Continue' | 'Try again'): Promise<void>
  /** Waits until the agent is at rest. */
  rest(): Promise<void>
  /** Waits until everything is on disk. */
  saved(): Promise<void>
  openFile(path: string): Promise<void>
  /** Which engine runs, in the preview's toolbar; opens what it can do and the choice. */
  readonly engine: Locator
  /** Chooses what the project runs on. */
  chooseEngine(choice: 'Auto' | 'Embedded' | 'WebContainer'): Promise<void>
}

/** Drives the app on a page; `url` is where it is served, with a trailing slash. */
export function createTabsmith(page: Page, url: string): Tabsmith {
  const log = page.getByRole('log', { name: 'Conversation' })
  const message = page.getByRole('textbox', { name: 'Message' })
  const files = page.getByRole('tree', { name: 'Files' })

  return {
    page,
    log,
    message,
    files,
    runtime: page.getByRole('status', { name: 'Runtime' }),
    editor: page.getByRole('textbox', { name: 'Editor' }),
    preview: page.frameLocator('iframe[title="Preview"]'),
    open: async () => {
      await page.goto(url)
      await expect(page.getByRole('textbox', { name: 'Describe your app' })).toBeVisible()
    },
    useModel: async ({ provider, baseURL, model = 'test-model', key }) => {
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      await dialog.getByLabel('Provider').selectOption({ label: provider })
      await dialog.getByLabel('Base URL').fill(baseURL)
      await dialog.getByLabel('Model', { exact: true }).fill(model)
      if (key !== undefined) await dialog.getByLabel('API key').fill(key)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await expect(dialog).toBeHidden()
    },
    build: async (prompt) => {
      await page.getByRole('textbox', { name: 'Describe your app' }).fill(prompt)
      await page.getByRole('button', { name: 'Build it' }).click()
      await expect(message).toBeVisible()
    },
    send: async (text) => {
      await message.fill(text)
      await page.getByRole('button', { name: 'Send' }).click()
    },
    goOn: async (button) => {
      await expect(log.getByRole('paragraph').last()).toBeInViewport({ ratio: 1 })
      await log.getByRole('button', { name: button }).click()
    },
    rest: () => expect(page.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 60_000 }),
    saved: () => expect(page.getByText('Saved', { exact: true })).toBeVisible(),
    engine: page.getByRole('button', { name: /^Runtime: / }),
    chooseEngine: async (choice) => {
      await page.getByRole('button', { name: /^Runtime: / }).click()
      await page.getByRole('radio', { name: choice, exact: true }).check()
      await page.keyboard.press('Escape')
    },
    openFile: async (path) => {
      await page.getByRole('tab', { name: 'Code' }).click()
      const names = path.split('/')
      for (const [depth, name] of names.entries()) {
        const item = files.getByRole('treeitem', { name, exact: true, level: depth + 1 })
        const folder = depth < names.length - 1
        if (!folder || (await item.getAttribute('aria-expanded')) !== 'true') await item.click()
      }
    },
  }
}
