import { writeFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { call, reply, text, type FakeModel } from '../fake-model/fake-model.ts'
import type { Tabsmith } from '../tabsmith.ts'
import { expect, test } from '../test.ts'
import { startProject } from './start-project.ts'

export const PALETTE = 'src/palette.ts'
export const BLUE = "export const main = 'blue'\n"
const RED = "export const main = 'red'\n"
export const pixels = [137, 80, 78, 71, 0, 1, 2, 255]

/** A project of four versions: as it began, a palette, edits by hand, another colour without icons. */
export async function makeVersions(tabsmith: Tabsmith, fakeModel: FakeModel): Promise<void> {
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
export async function turn(
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

export const file = ({ files }: Tabsmith, name: string) =>
  files.getByRole('treeitem', { name, exact: true })

export async function expectFile(tabsmith: Tabsmith, path: string, content: RegExp): Promise<void> {
  await tabsmith.openFile(path)
  await expect(tabsmith.editor).toContainText(content)
}

/** Where the chat says that a turn's version was kept. */
export const kept = ({ log }: Tabsmith, number: number) =>
  log.getByRole('button', { name: `Version ${number} kept: see what changed` })

export const projectId = (page: Page) => page.url().split('#/p/')[1] ?? ''

export const notifications = (page: Page) => page.getByRole('status', { name: 'Notifications' })

export const undoRestore = (page: Page) =>
  notifications(page)
    .getByRole('listitem')
    .filter({ hasText: 'Restored version' })
    .getByRole('button', { name: 'Undo' })
    .click()

export const openHistory = (page: Page) =>
  page.getByRole('button', { name: 'History', exact: true }).click()

export const versions = (page: Page) => page.getByRole('listbox', { name: 'Versions' })

export const version = (page: Page, number: number) =>
  versions(page).getByRole('option', { name: new RegExp(`^Version ${number}:`) })

export async function chooseVersion(page: Page, number: number): Promise<void> {
  await version(page, number).click()
  await expect(page.getByRole('region', { name: `Version ${number}`, exact: true })).toBeVisible()
}

export const nameOfVersion = (page: Page) =>
  page.getByRole('textbox', { name: 'Name of the version' })

export async function saveVersion(page: Page, name: string): Promise<void> {
  await nameOfVersion(page).fill(name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

export const changedFile = (page: Page, name: string | RegExp) =>
  page.getByRole('listbox', { name: 'Changed files' }).getByRole('option', { name })

export const pane = (page: Page, name: string): Locator => page.getByRole('textbox', { name })

export async function compareWith(page: Page, choice: string): Promise<void> {
  await page.getByTitle('Compare with…').click()
  await page.getByText(choice, { exact: true }).last().click()
}

export async function restoreFile(page: Page, name: RegExp): Promise<void> {
  await changedFile(page, name).click()
  await page.getByRole('button', { name: 'Restore this file' }).click()
  await page.getByRole('button', { name: 'Restore the file' }).click()
}
