import { writeFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { call, createGate, reply, text, type FakeModel } from './fake-model/fake-model.ts'
import { userTexts } from './fake-model/told.ts'
import { fillDisk } from './full-disk.ts'
import { exportRepository } from './soak/repository.ts'
import { readStored } from './soak/stored.ts'
import { startProject } from './stories/start-project.ts'
import type { Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const PALETTE = 'src/palette.ts'
const BLUE = "export const main = 'blue'\n"
const RED = "export const main = 'red'\n"
const pixels = [137, 80, 78, 71, 0, 1, 2, 255]

test('a version that cannot be written is told, and the next one holds its work', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await startProject(tabsmith, fakeModel)
  const makeRoom = await fillDisk(page, ['objects'])

  await test.step('the turn goes on, and its work is saved', async () => {
    await turn(tabsmith, fakeModel, 'a palette', call('write', { path: PALETTE, content: BLUE }))
    await tabsmith.saved()
    await expect(page.getByText(/The last version could not be kept.* is full/)).toBeVisible()
    await expect(kept(tabsmith, 2)).toHaveCount(0)
  })

  await test.step('the history says why, and a version by hand is refused, too', async () => {
    await page.getByRole('button', { name: 'History: the last version is missing' }).click()
    const pane = page.getByRole('tabpanel', { name: 'History' })
    await expect(pane.getByText('The last version could not be kept.')).toBeVisible()
    await expect(pane.getByText('the next version contains what this one')).toBeVisible()
    await saveVersion(page, 'with a palette')
    await expect(notifications(page)).toContainText('is full')
    await expect(nameOfVersion(page)).toHaveValue('with a palette')
    await expect(versions(page).getByRole('option')).toHaveCount(1)
  })

  await makeRoom()
  await turn(tabsmith, fakeModel, 'a note', call('write', { path: 'note.txt', content: 'Hi\n' }))
  await expect(kept(tabsmith, 2)).toBeVisible()
  await expect(page.getByRole('button', { name: 'History', exact: true })).toBeVisible()
  await chooseVersion(page, 2)
  await expect(version(page, 2)).toHaveAccessibleName(/^Version 2: a palette\./)
  await expect(changedFile(page, `${PALETTE}, new, 1 line added, 0 removed`)).toBeVisible()
  await expect(version(page, 3)).toHaveAccessibleName(/^Version 3: a note\./)
})

test('every turn and what is typed between turns is a version, and git reads them', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await makeVersions(tabsmith, fakeModel)
  await openHistory(page)
  await saveVersion(page, 'before the party')
  await expect(notifications(page)).toContainText('Saved version 5, “before the party”')

  await test.step('the timeline', async () => {
    const rows = versions(page).getByRole('option')
    for (const [at, name] of [
      /^Version 5: before the party\. Just now, nothing changed/,
      /^Version 4: make it red\. .*, 2 files changed, 1 line added, 5 removed/,
      /^Version 3: Your edits\. .*, 2 files changed, 1 line added, 0 removed/,
      /^Version 2: a palette\. .*, 1 file changed, 1 line added, 0 removed/,
      /^Version 1: The project as it began/,
    ].entries()) {
      await expect(rows.nth(at)).toHaveAccessibleName(name)
    }
    await expect(rows).toHaveCount(5)
  })

  await test.step('what changed in one, side by side and inline', async () => {
    // Two columns need room.
    await page.setViewportSize({ width: 1600, height: 900 })
    await chooseVersion(page, 4)
    await expect(changedFile(page, /^public\/favicon\.svg, deleted/)).toBeVisible()
    await changedFile(page, `${PALETTE}, changed, 1 line added, 1 removed`).click()
    await expect(pane(page, `${PALETTE}, before`)).toContainText('blue')
    await expect(pane(page, `${PALETTE}, after`)).toContainText('red')
    await page.getByRole('radio', { name: 'Inline' }).check({ force: true })
    await expect(pane(page, `Changes in ${PALETTE}`)).toContainText('red')
    await expect(pane(page, `${PALETTE}, before`)).toHaveCount(0)
    await page.getByRole('radio', { name: 'Side by side' }).check({ force: true })
    await expect(pane(page, `${PALETTE}, before`)).toBeVisible()
  })

  await test.step('a file that is not text', async () => {
    await chooseVersion(page, 3)
    await changedFile(page, /^pixels\.bin, new, binary/).click()
    await expect(page.getByText('pixels.bin is not text')).toBeVisible()
    await expect(page.getByText('New, 8 B')).toBeVisible()
  })

  await test.step('with another version, and with the files as they are', async () => {
    await compareWith(page, 'Another version…')
    await expect(page.getByText('Choose the version to compare with.')).toBeVisible()
    await version(page, 1).click()
    await expect(page.getByRole('button', { name: 'Version 1 → version 3' })).toBeVisible()
    await expect(changedFile(page, /^pixels\.bin, new/)).toBeVisible()
    await expect(changedFile(page, `${PALETTE}, new, 2 lines added, 0 removed`)).toBeVisible()
    await compareWith(page, 'The files as they are now')
    await expect(changedFile(page, /^public\/favicon\.svg, deleted/)).toBeVisible()
    await expect(changedFile(page, /^pixels\.bin/)).toHaveCount(0)
  })

  const stored = await readStored(page, projectId(page))
  const repository = await exportRepository(stored)
  expect(await repository.fsck()).toBe('')
  expect(await repository.subjects()).toEqual([
    'before the party',
    'make it red',
    'Change by hand',
    'a palette',
    'Start',
  ])
  const files = await repository.files(stored.checkpoints[2]?.id ?? '')
  expect([...(files.get('pixels.bin') ?? [])]).toEqual(pixels)
  await repository.remove()
})

test('a version comes back whole or in part, and that can be taken back', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await makeVersions(tabsmith, fakeModel)
  const { log } = tabsmith

  await test.step('whole, from the chat', async () => {
    const gate = createGate()
    fakeModel.answer(() => gate.opened.then(() => reply(text('Thought about it.'))))
    await tabsmith.send('think')
    const restore = log.getByRole('button', { name: 'Restore', exact: true }).first()
    await expect(restore).toBeDisabled()
    gate.open()
    await tabsmith.rest()
    await restore.click()
    await expect(page.getByText('what is here now is kept as a version first')).toBeVisible()
    await page.getByRole('button', { name: 'Restore version 2' }).click()
    await expect(notifications(page)).toContainText('Restored version 2')
    await expect(log.getByRole('button', { name: 'Restored version 2' })).toBeVisible()
    await expectFile(tabsmith, PALETTE, /^export const main = 'blue'$/)
    await tabsmith.openFile('public/favicon.svg')
    await expect(file(tabsmith, 'pixels.bin')).toHaveCount(0)
  })

  await test.step('and back', async () => {
    await undoRestore(page)
    await expect(notifications(page)).toContainText('Back to what was before')
    await expectFile(tabsmith, PALETTE, /red/)
    await expect(file(tabsmith, 'pixels.bin')).toBeVisible()
    await expect(file(tabsmith, 'public')).toHaveCount(0)
  })

  await test.step('one file, and one that was deleted since', async () => {
    await openHistory(page)
    await chooseVersion(page, 2)
    await restoreFile(page, /^src\/palette\.ts/)
    await expect(notifications(page)).toContainText('Restored palette.ts from version 2')
    await expect(log.getByRole('button', { name: /Restored palette\.ts from/ })).toBeVisible()
    await chooseVersion(page, 4)
    await restoreFile(page, /^public\/favicon\.svg/)
    await expect(notifications(page)).toContainText('Restored favicon.svg from version 3')
    await expectFile(tabsmith, PALETTE, /^export const main = 'blue'$/)
    await expect(file(tabsmith, 'favicon.svg')).toHaveCount(1)
    await expect(file(tabsmith, 'pixels.bin')).toBeVisible()
  })

  await test.step('a reload finds it so', async () => {
    await tabsmith.saved()
    await page.reload()
    await expect(log.getByRole('button', { name: /Restored palette\.ts from/ })).toBeVisible()
    await expectFile(tabsmith, PALETTE, /^export const main = 'blue'$/)
    const repository = await exportRepository(await readStored(page, projectId(page)))
    expect(await repository.fsck()).toBe('')
    await repository.remove()
  })
})

test('a conversation is rewound with its files, and a new project begins at a version', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await makeVersions(tabsmith, fakeModel)
  const { log } = tabsmith
  const aside = log.getByRole('button', { name: '1 turn put aside' })
  await openHistory(page)
  await chooseVersion(page, 2)
  const rewind = async () => {
    await page.getByRole('button', { name: 'Restore', exact: true }).last().click()
    await page.getByRole('checkbox', { name: 'Also rewind the conversation' }).check()
    await page.getByRole('button', { name: 'Restore version 2' }).click()
    await expect(notifications(page)).toContainText('Restored version 2 and its conversation')
  }

  await test.step('taken back at once', async () => {
    await rewind()
    await expect(aside).toBeVisible()
    await undoRestore(page)
    await expect(aside).toHaveCount(0)
    await expect(log.getByText('Done: make it red.')).toBeVisible()
  })

  await test.step('the turns are put aside, and can be looked at', async () => {
    await rewind()
    await expect(log.getByText('Done: make it red.')).toHaveCount(0)
    await aside.click()
    await expect(log.getByText('Done: make it red.')).toBeVisible()
    await aside.click()
  })

  await test.step('the model does not know of them, and is told that files went back', async () => {
    await turn(tabsmith, fakeModel, 'make it green')
    const told = userTexts(fakeModel).join('\n')
    expect(told).toContain('a palette')
    expect(told).toContain('make it green')
    expect(told).not.toContain('make it red')
    expect(told).toContain('brought back an earlier version of the whole project')
  })

  await test.step('a new project', async () => {
    const before = projectId(page)
    await chooseVersion(page, 2)
    await page.getByRole('button', { name: 'New project', exact: true }).click()
    await expect.poll(() => projectId(page)).not.toBe(before)
    await expect(page.getByRole('button', { name: /copy/ }).first()).toBeVisible()
    await openHistory(page)
    await expect(versions(page).getByRole('option')).toHaveCount(2)
    await expectFile(tabsmith, PALETTE, /^export const main = 'blue'$/)
    const repository = await exportRepository(await readStored(page, projectId(page)))
    expect(await repository.fsck()).toBe('')
    expect(await repository.subjects()).toEqual(['a palette', 'Start'])
    await repository.remove()
  })
})

/** A project of four versions: as it began, a palette, edits by hand, another colour without icons. */
async function makeVersions(tabsmith: Tabsmith, fakeModel: FakeModel): Promise<void> {
  await startProject(tabsmith, fakeModel)
  await turn(tabsmith, fakeModel, 'a palette', call('write', { path: PALETTE, content: BLUE }))
  await expect(kept(tabsmith, 2)).toBeVisible()
  await tabsmith.openFile(PALETTE)
  await tabsmith.editor.press('ControlOrMeta+End')
  await tabsmith.page.keyboard.insertText('// mine')
  await dropFile(tabsmith, 'pixels.bin', pixels)
  await tabsmith.saved()
  await turn(
    tabsmith,
    fakeModel,
    'make it red',
    call('read', { path: PALETTE }),
    call('write', { path: PALETTE, content: `${RED}// mine` }),
    call('delete', { path: 'public' }),
  )
  await expect(kept(tabsmith, 4)).toBeVisible()
}

/** Sends a message; the model makes its calls one after another, then says that it is done. */
async function turn(
  tabsmith: Tabsmith,
  fakeModel: FakeModel,
  message: string,
  ...calls: ReturnType<typeof call>[]
): Promise<void> {
  fakeModel.queue(...calls.map((made) => reply(made)), reply(text(`Done: ${message}.`)))
  await tabsmith.send(message)
  await expect(tabsmith.log.getByText(`Done: ${message}.`)).toBeVisible()
  await tabsmith.rest()
}

/** Drops a file of this computer into the project, below its files. */
async function dropFile(tabsmith: Tabsmith, name: string, bytes: readonly number[]): Promise<void> {
  const { page, files } = tabsmith
  const from = test.info().outputPath(name)
  await writeFile(from, Buffer.from(bytes))
  const box = await files.boundingBox()
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + (box?.height ?? 0) - 10 }
  const data = { items: [], files: [from], dragOperationsMask: 1 }
  const browser = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await browser.detach()
  await expect(file(tabsmith, name)).toBeVisible()
}

const file = ({ files }: Tabsmith, name: string) =>
  files.getByRole('treeitem', { name, exact: true })

async function expectFile(tabsmith: Tabsmith, path: string, content: RegExp): Promise<void> {
  await tabsmith.openFile(path)
  await expect(tabsmith.editor).toContainText(content)
}

/** Where the chat says that a turn's version was kept. */
const kept = ({ log }: Tabsmith, number: number) =>
  log.getByRole('button', { name: `Version ${number} kept: see what changed` })

const projectId = (page: Page) => page.url().split('#/p/')[1] ?? ''

const notifications = (page: Page) => page.getByRole('status', { name: 'Notifications' })

const undoRestore = (page: Page) =>
  notifications(page)
    .getByRole('listitem')
    .filter({ hasText: 'Restored version' })
    .getByRole('button', { name: 'Undo' })
    .click()

const openHistory = (page: Page) =>
  page.getByRole('button', { name: 'History', exact: true }).click()

const versions = (page: Page) => page.getByRole('listbox', { name: 'Versions' })

const version = (page: Page, number: number) =>
  versions(page).getByRole('option', { name: new RegExp(`^Version ${number}:`) })

async function chooseVersion(page: Page, number: number): Promise<void> {
  await version(page, number).click()
  await expect(page.getByRole('region', { name: `Version ${number}`, exact: true })).toBeVisible()
}

const nameOfVersion = (page: Page) => page.getByRole('textbox', { name: 'Name of the version' })

async function saveVersion(page: Page, name: string): Promise<void> {
  await nameOfVersion(page).fill(name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

const changedFile = (page: Page, name: string | RegExp) =>
  page.getByRole('listbox', { name: 'Changed files' }).getByRole('option', { name })

const pane = (page: Page, name: string): Locator => page.getByRole('textbox', { name })

async function compareWith(page: Page, choice: string): Promise<void> {
  await page.getByTitle('Compare with…').click()
  await page.getByText(choice, { exact: true }).last().click()
}

async function restoreFile(page: Page, name: RegExp): Promise<void> {
  await changedFile(page, name).click()
  await page.getByRole('button', { name: 'Restore this file' }).click()
  await page.getByRole('button', { name: 'Restore the file' }).click()
}
