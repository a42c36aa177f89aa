import type { Page } from '@playwright/test'
import { expect, test } from './test.ts'
import { manyFiles } from './texts.ts'

const FILES = 2000
const TYPED = '// typed by hand\n'

const name = `Autosave of one changed file in a ${FILES.toLocaleString('en')}-file project: one record written`

/** A request that changes the database. */
interface Write {
  readonly store: string
  readonly method: string
  /** The path of a file's record. */
  readonly path: string | undefined
  /** True when the record holds what was typed. */
  readonly typed: boolean
}

test(name, async ({ openProject, tabsmith, page, found }) => {
  test.setTimeout(120_000)
  await recordWrites(page)
  await openProject({ id: 'many', files: manyFiles(FILES, 500) })
  await tabsmith.openFile('src/part-0/file-0.ts')
  await expect(tabsmith.editor).toContainText('entry0')
  await tabsmith.editor.press('Control+Home')
  // That it was opened is noted in the project's own record, and is no part of the autosave.
  await expect.poll(async () => stored(await readWrites(page), 'projects')).toBe(1)
  const before = (await readWrites(page)).length

  await page.keyboard.insertText(TYPED)
  await expect.poll(async () => (await readWrites(page)).some(({ typed }) => typed)).toBe(true)
  await tabsmith.saved()
  const saving = (await readWrites(page)).slice(before)

  // Leaving flushes whatever else might have waited; the time of the change is noted then.
  await page.getByRole('link', { name: 'All projects' }).click()
  await expect(page.getByRole('list', { name: 'Your projects' })).toBeVisible()
  await expect.poll(async () => stored(await readWrites(page), 'projects')).toBe(2)
  const all = (await readWrites(page)).slice(before)

  await found({
    name,
    figures: {
      recordsWritten: saving.length,
      writes: saving.map(({ store, method, path = '' }) => `${method} ${store} ${path}`.trim()),
      fileRecordsUntilClosed: stored(all, 'files'),
    },
    limits: { recordsWritten: { exactly: 1 }, fileRecordsUntilClosed: { exactly: 1 } },
  })
})

/** Counts every request of the page that changes the database. */
async function recordWrites(page: Page): Promise<void> {
  await page.addInitScript((typed) => {
    const writes: Write[] = []
    Object.assign(globalThis, { recordedWrites: writes })
    for (const method of ['put', 'add', 'delete', 'clear'] as const) {
      const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest
      Object.assign(IDBObjectStore.prototype, {
        [method](this: IDBObjectStore, ...args: unknown[]) {
          const record = args[0] as { path?: string; bytes?: Uint8Array } | undefined
          const text = record?.bytes ? new TextDecoder().decode(record.bytes) : ''
          const path = record?.path
          writes.push({ store: this.name, method, path, typed: text.startsWith(typed) })
          return original.apply(this, args)
        },
      })
    }
  }, TYPED)
}

function readWrites(page: Page): Promise<readonly Write[]> {
  return page.evaluate(() => (globalThis as unknown as { recordedWrites: Write[] }).recordedWrites)
}

/** How many of the writes were to a store. */
function stored(writes: readonly Write[], name: string): number {
  return writes.filter(({ store }) => store === name).length
}
