import type { Locator, Page } from '@playwright/test'
import { strToU8, zipSync } from 'fflate'
import type { Tabsmith } from '../tabsmith.ts'
import { expect } from '../test.ts'
import { NOTES, type Ledger } from './ledger.ts'
import type { Repository } from './repository.ts'
import type { StoredProject } from './stored.ts'

/** What an act may use. */
export interface Stage {
  readonly tabsmith: Tabsmith
  readonly ledger: Ledger
  /** The project as it was when the browser was started. */
  readonly stored: StoredProject
  readonly repository: Repository
  /** 0 to 1. */
  readonly random: () => number
  /** Grows with every use. */
  readonly next: () => number
  /** Ids of projects that were imported, once their page was there, and their files until they were found. */
  readonly imported: Map<string, ReadonlyMap<string, string> | undefined>
}

/** What a toast says, and not the rows that say the same. */
const told = (page: Page, words: string | RegExp) =>
  page.getByRole('status', { name: 'Notifications' }).getByText(words)

/** Something that a person does and that the kill may come into. It notes what they are told in the ledger. */
export type Act = (stage: Stage) => Promise<void>

const WORDS = 12
const IMPORTED_FILES = 40

async function openHistory(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'History', exact: true }).click()
  return page.getByRole('tabpanel', { name: /^History/ })
}

export const acts = {
  /** The fake model's author notes what the model was told. */
  turn: async ({ tabsmith }) => {
    await tabsmith.send('One more step.')
    await tabsmith.rest()
  },

  save: async ({ tabsmith, ledger, next }) => {
    const notes = ` line ${next()}${' and on'.repeat(WORDS)}.`
    ledger.notes = { ...ledger.notes, typing: notes }
    await tabsmith.openFile(NOTES)
    await tabsmith.editor.click()
    await tabsmith.page.keyboard.press('Control+End')
    await tabsmith.page.keyboard.type(notes)
    await tabsmith.saved()
    ledger.notes = { certain: ledger.notes.certain + notes, typing: '' }
  },

  checkpoint: async ({ tabsmith: { page }, ledger, next }) => {
    const name = `version ${next()}`
    const history = await openHistory(page)
    await history.getByRole('textbox', { name: 'Name of the version' }).fill(name)
    await history.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(told(page, `“${name}”`)).toBeVisible()
    ledger.versions.add(name)
  },

  restore: async ({ tabsmith: { page }, ledger, stored, repository, random }) => {
    // A recent one: only what is in view is on the page.
    const recent = stored.checkpoints.slice(-6)
    const target = recent[Math.floor(random() * recent.length)]
    if (!target) return
    const { id, number } = target
    const files = await repository.files(id)
    const history = await openHistory(page)
    await history.getByRole('option', { name: new RegExp(`^Version ${number}:`) }).click()
    await history.getByRole('button', { name: 'Restore', exact: true }).click()
    const pending = { files, acknowledged: false }
    ledger.restore = pending
    await page.getByRole('button', { name: `Restore version ${number}` }).click()
    await expect(told(page, /^(Restored version|Nothing to restore)/)).toBeVisible()
    pending.acknowledged = true
  },

  import: async ({ tabsmith: { page }, next, imported }) => {
    const before = page.url()
    const files = new Map(
      Array.from({ length: IMPORTED_FILES }, (_, n) => [
        // Not all in one folder: that would be left out of the paths.
        n === 0 ? 'index.ts' : `src/part-${n}.ts`,
        `export {} // ${next()}\n`,
      ]),
    )
    const zip = zipSync(Object.fromEntries([...files].map(([path, text]) => [path, strToU8(text)])))
    await page.getByRole('link', { name: 'All projects' }).click()
    await page.getByRole('button', { name: 'Import' }).click()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: 'Zip file…' }).click(),
    ])
    await chooser.setFiles({
      name: 'parts.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(zip),
    })
    await expect(page).toHaveURL((url) => /#\/p\/./.test(url.hash) && url.href !== before)
    imported.set(page.url().split('#/p/')[1] ?? '', files)
  },
} satisfies Record<string, Act>
