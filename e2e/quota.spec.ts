import { readFile } from 'node:fs/promises'
import type { Download, Locator, Page } from '@playwright/test'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { call, reply, text } from './fake-model/fake-model.ts'
import { fillDisk } from './full-disk.ts'
import { seedProject } from './seed.ts'
import { readProjectIds, readStored } from './soak/stored.ts'
import { startProject } from './stories/start-project.ts'
import { createTabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

test('on a full disk everything stays in memory and goes out as a zip, until there is room', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await startProject(tabsmith, fakeModel)
  const { editor, log } = tabsmith
  const makeRoom = await fillDisk(page, ['projects', 'files', 'turns', 'parts', 'objects'])
  const note = page.getByRole('status').filter({ hasText: 'Your work is not being saved.' })

  await test.step('writing stops visibly', async () => {
    await tabsmith.openFile('src/App.css')
    await editor.press('ControlOrMeta+Home')
    await page.keyboard.insertText('/* typed without room */\n')
    await expect(page.getByRole('alert')).toContainText('Not saved: The storage that the browser')
    await expect(note).toContainText('is full.')
    await expect(note).toContainText('Delete projects that you no longer need')
    await expect(note).toContainText('It is all here as long as this page stays open.')
  })

  await test.step('work goes on, and trying again says so again', async () => {
    fakeModel.queue(
      reply(call('write', { path: 'src/made.ts', content: 'export const made = 1\n' })),
      reply(text('Made it.')),
    )
    await tabsmith.send('make something')
    await expect(log.getByText('Made it.')).toBeVisible()
    await tabsmith.rest()
    await note.getByRole('button', { name: 'Retry' }).click()
    await expect(note).toBeVisible()
    await expect(page.getByText('Saved', { exact: true })).toHaveCount(0)
  })

  await test.step('the tab does not close without a question', async () => {
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const question = await asked
    expect(question.type()).toBe('beforeunload')
    await question.dismiss()
    await expect(note).toBeVisible()
  })

  await test.step('a zip has what is only in memory', async () => {
    const download = page.waitForEvent('download')
    await note.getByRole('button', { name: 'Download zip' }).click()
    const files = unzipSync(await content(await download))
    expect(strFromU8(files['List/src/App.css'] ?? new Uint8Array())).toMatch(
      /^\/\* typed without room \*\/\n/,
    )
    expect(strFromU8(files['List/src/made.ts'] ?? new Uint8Array())).toBe('export const made = 1\n')
    expect(Object.keys(files)).toContain('List/package.json')
  })

  await test.step('with room again, all of it is saved', async () => {
    await makeRoom()
    await note.getByRole('button', { name: 'Retry' }).click()
    await tabsmith.saved()
    await expect(note).toHaveCount(0)
    await page.reload()
    await tabsmith.openFile('src/App.css')
    await expect(editor).toContainText('/* typed without room */')
    await tabsmith.openFile('src/made.ts')
    await expect(editor).toContainText('made = 1')
    await expect(log.getByText('Made it.')).toBeVisible()
  })
})

test('Settings say what takes the space, clear packages first, and ask for protection', async ({
  page,
  baseURL,
  tabsmith,
}) => {
  await tabsmith.open()
  await seedProject(page, { id: 'small', files: { 'a.txt': 'a' } })
  await seedProject(page, { id: 'large', files: { 'a.txt': 'a'.repeat(3 * 1024 * 1024) } })
  await page.evaluate(async () => {
    const packages = await caches.open('tabsmith-packages-v1')
    await packages.put('/one', new Response('x'.repeat(2 * 1024 * 1024)))
  })
  await page.reload()
  const settings = await openStorage(page)
  const toast = page.getByRole('status', { name: 'Notifications' })

  await test.step('use by project, the largest first', async () => {
    const sizes = settings.getByRole('region', { name: 'Projects' }).getByRole('listitem')
    await expect(sizes).toHaveCount(2)
    await expect(sizes.nth(0)).toContainText(/large.*3(\.\d)? MB/)
    await expect(sizes.nth(1)).toContainText(/small.*\d+ (B|KB)/)
  })

  await test.step('packages can go first', async () => {
    const space = settings.getByRole('region', { name: 'Space' })
    await expect(space).toContainText('Clear these first')
    await expect(space).toContainText(/Packages 2(\.\d)? MB/)
    await space.getByRole('button', { name: 'Clear' }).click()
    await expect(toast).toContainText(/Cleared 2(\.\d)? MB of packages/)
    await expect(space).toContainText('None are kept.')
    await expect(space.getByRole('button', { name: 'Clear' })).toBeDisabled()
    expect(await page.evaluate(() => caches.has('tabsmith-packages-v1'))).toBe(false)
    expect((await readProjectIds(page)).sort()).toEqual(['large', 'small'])
  })

  await test.step('a project can go', async () => {
    await settings.getByRole('button', { name: 'Delete large' }).click()
    await expect(settings.getByRole('button', { name: 'Delete large' })).toHaveCount(0)
    await toast.getByRole('button', { name: 'Undo' }).click()
    await expect(settings.getByRole('button', { name: 'Delete large' })).toBeVisible()
  })

  await test.step('protection is asked for with the reason', async () => {
    const protection = settings.getByRole('region', { name: 'Protection' })
    await expect(protection).toContainText('Not protected from clearing')
    await expect(protection).toContainText('the browser may clear this site’s data')
    await protection.getByRole('button', { name: 'Protect' }).click()
    await expect(toast).toContainText('The browser said no for now.')
    const browser = await page.context().newCDPSession(page)
    const { targetInfo } = await browser.send('Target.getTargetInfo')
    await browser.send('Browser.grantPermissions', {
      ...(targetInfo.browserContextId && { browserContextId: targetInfo.browserContextId }),
      origin: new URL(baseURL ?? '').origin,
      permissions: ['durableStorage'],
    })
    await protection.getByRole('button', { name: 'Protect' }).click()
    await expect(toast).toContainText('Your projects are protected from clearing')
    await expect(protection).toContainText('Protected from clearing')
    await expect(protection.getByRole('button')).toHaveCount(0)
  })
})

test('a backup comes back byte by byte, once, beside what changed, and never when it is broken', async ({
  page,
  baseURL,
  tabsmith,
  fakeModel,
  browser,
}) => {
  await startProject(tabsmith, fakeModel)
  fakeModel.queue(
    reply(call('write', { path: 'src/made.ts', content: 'export const made = 1\n' })),
    reply(text('Made it.')),
  )
  await tabsmith.send('make something')
  await expect(
    tabsmith.log.getByRole('button', { name: 'Version 2 kept: see what changed' }),
  ).toBeVisible()
  await tabsmith.saved()
  await seedProject(page, { id: 'tea', files: { 'a.txt': 'tea\u0000\r\n' } })
  const settings = await openStorage(page)
  await expect(settings.getByText('Keys and tokens are not in it.')).toBeVisible()
  const download = page.waitForEvent('download')
  await settings.getByRole('button', { name: 'Back up everything' }).click()
  const backup = await content(await download)
  expect(backup.includes('sk-test')).toBe(false)

  const other = createTabsmith(await browser.newPage(), baseURL ?? '')
  await other.open()
  const there = await openStorage(other.page)

  await test.step('what is broken or something else is refused with the reason', async () => {
    const notOne = 'This file is not a backup of Tabsmith. Nothing was changed.'
    for (const wrong of [
      backup.subarray(0, backup.length - 100),
      Buffer.from(zipSync({ 'index.html': strToU8('hi') })),
      Buffer.from('hello'),
    ]) {
      await restore(there, wrong)
      await expect(there.getByRole('alert')).toContainText(notOne)
    }
    // One bit of what the first project is packed to: behind its name, before the next one.
    const flipped = Buffer.from(backup)
    flipped[200] = (flipped[200] ?? 0) ^ 4
    await restore(there, flipped)
    await expect(report(there)).toContainText(/Could not be taken in: (List|tea): /)
    await expect(report(there)).toContainText(/Added: (List|tea)/)
  })

  await test.step('all of it comes back, files, history and chat', async () => {
    await restore(there, backup)
    await expect(report(there)).toContainText('Added: ')
    const ids = await readProjectIds(page)
    expect(ids).toHaveLength(2)
    expect((await readProjectIds(other.page)).sort()).toEqual(ids.sort())
    for (const id of ids) {
      expect(await readStored(other.page, id)).toEqual(await readStored(page, id))
    }
  })

  await test.step('twice adds nothing', async () => {
    await restore(there, backup)
    await expect(report(there)).toContainText(/Here already: (List, tea|tea, List)/)
    expect(await readProjectIds(other.page)).toHaveLength(2)
  })

  await test.step('what changed stays, and the backup’s comes beside it, once', async () => {
    await there.getByRole('button', { name: 'Done' }).click()
    await other.page.getByRole('link', { name: 'List', exact: true }).click()
    await expect(other.log.getByText('Made it.')).toBeVisible()
    await other.openFile('src/made.ts')
    await other.editor.press('ControlOrMeta+Home')
    await other.page.keyboard.insertText('// changed here\n')
    await openStorage(other.page)
    for (const told of ['Added as a copy, because the one here differs: List', 'Here already']) {
      await restore(there, backup)
      await expect(report(there)).toContainText(told)
      expect(await readProjectIds(other.page)).toHaveLength(3)
    }
    await there.getByRole('button', { name: 'Done' }).click()
    await expect(other.editor).toContainText('// changed here')
    await other.page.getByRole('link', { name: 'All projects' }).click()
    await other.page.getByRole('link', { name: 'List (from backup)' }).click()
    await expect(other.log.getByText('Made it.')).toBeVisible()
    await other.openFile('src/made.ts')
    await expect(other.editor).toContainText(/^export const made = 1$/)
  })
  await other.page.context().close()
})

async function openStorage(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: 'Storage' }).click()
  return settings
}

async function restore(settings: Locator, backup: Buffer): Promise<void> {
  const chooser = settings.page().waitForEvent('filechooser')
  await settings.getByRole('button', { name: 'Restore a backup…' }).click()
  await (
    await chooser
  ).setFiles({ name: 'backup.zip', mimeType: 'application/zip', buffer: backup })
}

const report = (settings: Locator) =>
  settings.getByRole('region', { name: 'Backup' }).getByRole('status')

const content = async (download: Download) => readFile(await download.path())
