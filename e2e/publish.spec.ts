import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { routeTo } from './fake-api/route-to.ts'
import { startFakeGitHub } from './fake-github/fake-github.ts'
import { runGit, startGitServer } from './git-server.ts'
import { seedProject } from './seed.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const files = { 'index.html': '<!doctype html><h1>Mine</h1>\n', 'src/main.ts': 'export {}\n' }
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Publish' })
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

async function openPublish(page: Page, tab: string): Promise<void> {
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('tab', { name: tab }).click()
}

test('a project goes to GitHub, meets what somebody else pushed, and goes beside it', async ({
  page,
  context,
  tabsmith,
}) => {
  const github = await startFakeGitHub({ public: true })
  await routeTo(context, github.places)
  await tabsmith.open()
  await seedProject(page, { id: 'tea', name: 'Tea timer', files })
  await page.goto('#/p/tea')
  await openPublish(page, 'GitHub')
  const push = dialog(page).getByRole('button', { name: 'Push', exact: true })

  await test.step('asks for a token first, and names what it must be allowed to do', async () => {
    await expect(push).toBeDisabled()
    await expect(dialog(page).getByText('Contents (read and write)').first()).toBeVisible()
    await dialog(page).getByLabel('GitHub token').fill('good')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
  })

  await test.step('pushes to a new private repository', async () => {
    await expect(dialog(page).getByLabel('Name')).toHaveValue('tea-timer')
    await push.click()
    await expect(dialog(page).getByText('Pushed to')).toBeVisible()
    const made = github.repository('me/tea-timer')
    expect(made.private).toBe(true)
    expect(text(made.files('main').get('index.html'))).toBe(files['index.html'])
  })

  await test.step('remembers where it went', async () => {
    await page.reload()
    await openPublish(page, 'GitHub')
    await expect(dialog(page).getByLabel('Repository address')).toHaveValue('me/tea-timer')
    await expect(dialog(page).getByText('Published to')).toBeVisible()
  })

  await test.step('does not push over a commit that it never saw', async () => {
    github.repository('me/tea-timer').commit('main', { 'index.html': 'theirs' }, 'Their idea')
    await push.click()
    await expect(dialog(page).getByText('Their idea')).toBeVisible()
    expect(text(github.repository('me/tea-timer').files('main').get('index.html'))).toBe('theirs')
  })

  await test.step('pushes to a branch of its own and opens a pull request', async () => {
    await dialog(page)
      .getByRole('button', { name: 'Push to a new branch and open a pull request' })
      .click()
    await expect(dialog(page).getByRole('link', { name: 'pull request #1' })).toBeVisible()
    const { pulls, files: filesOf } = github.repository('me/tea-timer')
    expect(pulls).toHaveLength(1)
    expect(text(filesOf('main').get('index.html'))).toBe('theirs')
  })
  await github.close()
})

test('a wrong token is told, and what to do about it', async ({ page, context, tabsmith }) => {
  const github = await startFakeGitHub({ public: true })
  await routeTo(context, github.places)
  await tabsmith.open()
  await seedProject(page, { id: 'tea', files })
  await page.goto('#/p/tea')
  await openPublish(page, 'GitHub')
  await dialog(page).getByLabel('GitHub token').fill('wrong')
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog(page).getByRole('alert').first()).toContainText(/token/i)
  await github.close()
})

test('a project goes to a git server, and both sides come together by a merge', async ({
  page,
  tabsmith,
}) => {
  const server = await startGitServer()
  const address = await server.create('app.git')
  await tabsmith.open()
  await seedProject(page, { id: 'tea', name: 'Tea timer', files })
  await page.goto('#/p/tea')
  await expect(tabsmith.message).toBeVisible()
  await openPublish(page, 'Git remote')

  await test.step('refuses an address that a browser cannot reach', async () => {
    await dialog(page).getByLabel('Repository address').fill('git@example.com:me/app.git')
    await dialog(page).getByRole('button', { name: 'Connect' }).click()
    await expect(dialog(page).getByText('Start with https://')).toBeVisible()
  })

  await test.step('connects and pushes', async () => {
    await dialog(page).getByLabel('Repository address').fill(address)
    await dialog(page).getByRole('button', { name: 'Connect' }).click()
    await expect(dialog(page).getByText('Not on the server yet')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Push', exact: true }).click()
    await expect(dialog(page).getByText('Even with the server')).toBeVisible()
    expect(await server.git('app.git', 'show', 'main:index.html')).toContain('Mine')
    expect(await server.fsck('app.git')).toBe('')
  })

  await test.step('both sides change the same line', async () => {
    const clone = await mkdtemp(path.join(tmpdir(), 'tabsmith-clone-'))
    await runGit(clone, 'clone', address, '.')
    await writeFile(path.join(clone, 'index.html'), '<!doctype html><h1>Theirs</h1>\n')
    await writeFile(path.join(clone, 'README.md'), 'Read me\n')
    await runGit(clone, 'add', '--all')
    await runGit(clone, 'commit', '--message', 'Their idea')
    await runGit(clone, 'push', 'origin', 'main')
    await rm(clone, { recursive: true })

    await page.keyboard.press('Escape')
    await tabsmith.openFile('index.html')
    await tabsmith.editor.press('ControlOrMeta+a')
    await page.keyboard.insertText('<!doctype html><h1>Mine, too</h1>\n')
    await tabsmith.saved()
  })

  await test.step('a push is refused with the way out, and the merge asks what is to stay', async () => {
    await openPublish(page, 'Git remote')
    await dialog(page).getByRole('button', { name: 'Push', exact: true }).click()
    await dialog(page).getByRole('alert').getByRole('button', { name: 'Pull' }).click()
    await expect(dialog(page).getByText('1 of 1 to decide')).toBeVisible()
    const finish = dialog(page).getByRole('button', { name: 'Finish merge' })
    await expect(finish).toBeDisabled()
    await expect(dialog(page).getByLabel('index.html, theirs')).toContainText('Theirs')
    await expect(dialog(page).getByLabel('index.html, result')).toContainText('Mine, too')
    await dialog(page).getByLabel('index.html, result').press('ControlOrMeta+a')
    await page.keyboard.insertText('<!doctype html><h1>Ours</h1>\n')
    await dialog(page).getByRole('button', { name: 'Use the result' }).click()
    await finish.click()
    await dialog(page).getByRole('button', { name: 'Push', exact: true }).click()
    await expect(dialog(page).getByText('Even with the server')).toBeVisible()
    expect(await server.git('app.git', 'show', 'main:index.html')).toContain('Ours')
    expect(await server.git('app.git', 'show', 'main:README.md')).toContain('Read me')
    expect(await server.git('app.git', 'rev-list', '--merges', '--count', 'main')).toContain('1')
    expect(await server.fsck('app.git')).toBe('')
  })

  await test.step('a tag is made and sent', async () => {
    await dialog(page).getByLabel('Tag this version').fill('v1.0')
    await dialog(page).getByRole('button', { name: 'Tag', exact: true }).click()
    await dialog(page).getByRole('button', { name: 'v1.0' }).click()
    await expect(page.getByText('Pushed the tag v1.0')).toBeVisible()
    expect(await server.git('app.git', 'tag')).toContain('v1.0')
  })

  await test.step('another browser’s project begins as a clone of it', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'All projects' }).click()
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('menuitem', { name: 'Git repository…' }).click()
    await page.getByLabel('Repository address').fill(address)
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await expect(tabsmith.message).toBeVisible()
    await tabsmith.openFile('index.html')
    await expect(tabsmith.editor).toContainText('Ours')
    await openPublish(page, 'Git remote')
    await expect(dialog(page).getByText('Their idea', { exact: true })).toBeVisible()
  })
  await server.close()
})
