import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { zipSync, unzipSync } from 'fflate'
import { routeTo } from './fake-api/route-to.ts'
import { startFakeGitHub } from './fake-github/fake-github.ts'
import { seedProject } from './seed.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const bytes = (text: string) => new TextEncoder().encode(text)
const pixels = Uint8Array.from({ length: 300 }, (_, i) => i % 256)

async function chooseFile(page: Page, item: string, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await (await chooser).setFiles({ name, mimeType: 'application/zip', buffer })
}

async function downloadSource(page: Page): Promise<Record<string, Uint8Array>> {
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('tab', { name: 'Download' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download source' }).click()
  const zip = await readFile(await (await download).path())
  await page.keyboard.press('Escape')
  return unzipSync(zip)
}

test('a zip comes in, says what it left out, and goes out as it came', async ({
  page,
  tabsmith,
}) => {
  await tabsmith.open()
  const source = {
    'index.html': bytes('<!doctype html>'),
    'public/pixels.bin': pixels,
    'src/ümlaut name.ts': bytes('export {}\n'),
  }
  const zip = zipSync({
    ...Object.fromEntries(Object.entries(source).map(([path, file]) => [`shop/${path}`, file])),
    'shop/node_modules/left/index.js': bytes('left'),
    'shop/.env': bytes('TOKEN=1'),
  })
  await chooseFile(page, 'Zip file…', 'shop.zip', Buffer.from(zip))
  const report = page.getByRole('dialog', { name: '“shop” is here' })
  await expect(report.getByText('node_modules')).toBeVisible()
  await expect(report.getByText('.env')).toBeVisible()
  await report.getByRole('button', { name: 'Open project' }).click()
  await expect(tabsmith.message).toBeVisible()
  const out = await downloadSource(page)
  expect(Object.keys(out).sort()).toEqual(
    Object.keys(source)
      .map((path) => `shop/${path}`)
      .sort(),
  )
  for (const [path, file] of Object.entries(source)) expect(out[`shop/${path}`]).toEqual(file)
})

test('a zip that lies is refused with its reason, and nothing comes in', async ({
  page,
  tabsmith,
}) => {
  await tabsmith.open()
  const zip = Buffer.from(zipSync({ '../outside.txt': bytes('out') }))
  await chooseFile(page, 'Zip file…', 'bad.zip', zip)
  const dialog = page.getByRole('dialog', { name: 'This cannot be imported' })
  await expect(dialog.getByRole('alert')).toContainText('..')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Nothing here yet')).toBeVisible()
})

test('files dropped on the home page become a project', async ({ page, tabsmith }) => {
  await tabsmith.open()
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['<!doctype html><h1>Dropped</h1>'], 'index.html'))
    data.items.add(new File(['body { color: red }'], 'look.css'))
    return data
  })
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer })
  await expect(page.getByText('Drop it to make a project')).toBeVisible()
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer })
  await expect(page.getByText('Drop it to make a project')).toBeHidden()
  await expect(tabsmith.message).toBeVisible()
  await page.getByRole('tab', { name: 'Code' }).click()
  await expect(tabsmith.files.getByRole('treeitem', { name: 'look.css' })).toBeVisible()
})

test('a backup brings all projects to another browser', async ({
  page,
  baseURL,
  tabsmith,
  browser,
}) => {
  await tabsmith.open()
  for (const id of ['tea', 'bread']) await seedProject(page, { id, files: { 'a.txt': id } })
  await page.reload()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('tab', { name: 'Storage' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Back up everything' }).click()
  const backup = await readFile(await (await download).path())

  const other = await browser.newPage()
  await other.goto(baseURL ?? '')
  await chooseFile(other, 'Backup…', 'backup.zip', backup)
  const dialog = other.getByRole('dialog', { name: 'Restore a backup' })
  await expect(dialog.getByText(/Added: .*bread/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(other.getByRole('link', { name: 'tea' })).toBeVisible()

  const dropped = await other.evaluateHandle(
    (numbers) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(numbers)], 'tabsmith.zip'))
      return data
    },
    [...backup],
  )
  await other.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(dialog.getByText(/Here already: .*bread/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(other.getByRole('link', { name: 'tea' })).toHaveCount(1)
  await other.close()
})

test('a public repository comes in from GitHub without a token', async ({
  page,
  context,
  tabsmith,
}) => {
  const github = await startFakeGitHub({ public: true })
  await routeTo(context, github.places)
  github.addRepository({ owner: 'me', name: 'site' }).commit('main', { 'index.html': bytes('Hi') })
  await tabsmith.open()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('menuitem', { name: 'GitHub…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import from GitHub' })
  await dialog.getByLabel('Repository').fill('not an address')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(dialog.getByText('owner/name').first()).toBeVisible()
  await dialog.getByLabel('Repository').fill('https://github.com/me/site')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(tabsmith.message).toBeVisible()
  await expect(page.getByRole('button', { name: 'site', exact: true })).toBeVisible()
  await github.close()
})
