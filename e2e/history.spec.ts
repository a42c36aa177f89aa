import { call, createGate, reply, text } from './fake-model/fake-model.ts'
import { userTexts } from './fake-model/told.ts'
import { fillDisk } from './full-disk.ts'
import { exportRepository } from './soak/repository.ts'
import { readStored } from './soak/stored.ts'
import { startProject } from './stories/start-project.ts'
import {
  BLUE,
  changedFile,
  chooseVersion,
  compareWith,
  expectFile,
  file,
  kept,
  makeVersions,
  nameOfVersion,
  notifications,
  openHistory,
  PALETTE,
  pane,
  pixels,
  projectId,
  restoreFile,
  saveVersion,
  turn,
  undoRestore,
  version,
  versions,
} from './stories/versions.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

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
