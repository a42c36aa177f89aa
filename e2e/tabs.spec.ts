import type { Page } from '@playwright/test'
import { crashTab } from './crash-tab.ts'
import { reply, text } from './fake-model/fake-model.ts'
import { seedProject } from './seed.ts'
import { readStored } from './soak/stored.ts'
import { startProject } from './stories/start-project.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const STYLES = 'src/App.css'
const MINE = '/* from the first tab */'

test('a second tab only looks, follows the first, and takes over when that one closes', async ({
  page,
  context,
  baseURL,
  tabsmith: first,
  fakeModel,
}) => {
  await startProject(first, fakeModel)
  const second = createTabsmith(await context.newPage(), baseURL ?? '')
  await second.page.goto(page.url())

  await test.step('nothing can be changed in it, and it says why', async () => {
    await expect(access(second)).toContainText('Open in another tab.')
    await expect(access(second)).toContainText('becomes editable when that tab closes')
    await expect(second.log.getByText('What shall it do?')).toBeVisible()
    await expect(second.message).toBeDisabled()
    await expect(second.page.getByRole('button', { name: 'Send' })).toBeDisabled()
    await projectMenu(second, 'List').click()
    await expect(second.page.getByRole('menuitem', { name: 'Rename' })).toBeDisabled()
    await second.page.keyboard.press('Escape')

    await second.openFile(STYLES)
    await expect(second.editor).toContainText('.welcome')
    await expect(second.page.getByText('Read-only', { exact: true })).toBeVisible()
    await second.editor.click()
    await second.page.keyboard.type('intruder')
    await expect(second.editor).not.toContainText('intruder')
    await second.files.focus()
    await second.files.press('Delete')
    await expect(item(second, 'App.css')).toBeVisible()
    await expect(second.page.getByRole('button', { name: 'New file' })).toHaveCount(0)

    await second.page.getByRole('button', { name: 'History', exact: true }).click()
    await expect(versions(second)).toHaveCount(1)
    for (const name of ['Save', 'Restore', 'Restore this file']) {
      await expect(second.page.getByRole('button', { name, exact: true })).toHaveCount(0)
    }
    await second.page.getByRole('button', { name: 'Close History' }).click()
  })

  await test.step('what the first does appears: typing, a turn, a version, a name', async () => {
    await first.openFile(STYLES)
    await first.editor.press('ControlOrMeta+Home')
    await page.keyboard.insertText(`${MINE}\n`)
    await first.saved()
    await expect(second.editor).toContainText(MINE)

    fakeModel.queue(reply(text('Only words.')))
    await first.send('say something')
    await expect(second.log.getByText('say something')).toBeVisible()
    await expect(second.log.getByText('Only words.')).toBeVisible()

    await rename(first, 'Tea shop')
    await expect(projectMenu(second, 'Tea shop')).toBeVisible()
  })

  await test.step('from the home page it can be neither deleted', async () => {
    await first.saved()
    const home = await context.newPage()
    await home.goto(baseURL ?? '')
    await home.getByRole('button', { name: 'More for Tea shop' }).click()
    await home.getByRole('menuitem', { name: 'Delete' }).click()
    const refusal = home.getByRole('status', { name: 'Notifications' })
    await expect(refusal).toContainText('This project is open in another tab.')
    await expect(refusal).toContainText('Close it there')
    await expect(home.getByRole('link', { name: 'Tea shop' })).toBeVisible()
    await home.close()
  })

  await test.step('the first closes: the second is editable by itself, and saves', async () => {
    await page.close()
    await expect(access(second)).toBeEmpty()
    await expect(second.message).toBeEnabled()
    await canWork(second, '/* from the second tab */')
    await expect(second.editor).toContainText(MINE)
  })
})

test('a tab that crashed frees its project, too, for the tab that waited longest', async ({
  page,
  context,
  baseURL,
  tabsmith: first,
  fakeModel,
}) => {
  await startProject(first, fakeModel)
  const address = page.url()
  const [second, third] = [
    createTabsmith(await context.newPage(), baseURL ?? ''),
    createTabsmith(await context.newPage(), baseURL ?? ''),
  ]
  for (const tab of [second, third]) {
    await tab.page.goto(address)
    await expect(access(tab)).toContainText('Open in another tab.')
  }

  await crashTab(page)
  await expect(access(second)).toBeEmpty()
  await canWork(second, '/* after the crash */')
  await expect(access(third)).toContainText('Open in another tab.')

  await second.page.getByRole('link', { name: 'All projects' }).click()
  await expect(access(third)).toBeEmpty()
  await third.openFile(STYLES)
  await expect(third.editor).toContainText('/* after the crash */')
  await canWork(third, '/* and after that */')
})

test('what was typed last is kept when the tab is reloaded, closed or left', async ({
  page,
  context,
  baseURL,
  tabsmith,
}) => {
  await tabsmith.open()
  await seedProject(page, { id: 'p', files: { 'a.txt': '' } })
  const stored = async () => (await readStored(page, 'p')).files.get('a.txt')?.toString()
  for (const [typed, leave] of [
    ['one ', (tab: Page) => tab.reload()],
    ['two ', (tab: Page) => tab.close({ runBeforeUnload: true })],
    ['three ', (tab: Page) => tab.goto('about:blank')],
  ] as const) {
    const { page: tab, openFile, editor } = createTabsmith(await context.newPage(), baseURL ?? '')
    await tab.goto(`${baseURL ?? ''}#/p/p`)
    await openFile('a.txt')
    await editor.press('ControlOrMeta+End')
    await tab.keyboard.insertText(typed)
    await leave(tab)
    await expect.poll(stored).toContain(typed)
    await tab.close()
  }
})

/** Types into a file, and sees it saved. */
async function canWork(tab: Tabsmith, typed: string): Promise<void> {
  await tab.openFile(STYLES)
  await expect(tab.editor).toHaveAttribute('contenteditable', 'true')
  await tab.editor.press('ControlOrMeta+Home')
  await tab.page.keyboard.insertText(`${typed}\n`)
  await expect(tab.editor).toContainText(typed)
  const id = tab.page.url().split('#/p/')[1] ?? ''
  const stored = async () => (await readStored(tab.page, id)).files.get(STYLES)?.toString()
  await expect.poll(stored).toContain(typed)
  await tab.saved()
}

async function rename(tab: Tabsmith, name: string): Promise<void> {
  await projectMenu(tab, 'List').click()
  const { page } = tab
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Project name' }).fill(name)
  await page.getByRole('button', { name: 'Rename' }).click()
}

const access = ({ page }: Tabsmith) => page.getByRole('status', { name: 'Access' })

const projectMenu = ({ page }: Tabsmith, name: string) =>
  page.getByRole('button', { name, exact: true })

const item = ({ files }: Tabsmith, name: string) =>
  files.getByRole('treeitem', { name, exact: true })

const versions = ({ page }: Tabsmith) =>
  page.getByRole('listbox', { name: 'Versions' }).getByRole('option')
