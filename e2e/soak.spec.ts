import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startBrowser } from './soak/killable-browser.ts'
import { soakTest } from './soak/soak-test.ts'
import { startProject } from './stories/start-project.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import { bootFrom, expect, test } from './test.ts'

// `npm run soak` makes it 200.
soakTest('a short soak', 20)

test('a browser that is killed in the midst of a write loses no more than that write, also later', async ({
  app,
  fakeModel,
  host,
}) => {
  const profile = await mkdtemp(path.join(tmpdir(), 'tabsmith-cut-'))
  const visit = async (act: (tabsmith: Tabsmith) => Promise<void>) => {
    const browser = await startBrowser(profile)
    await bootFrom(browser.context, host.misbehavingOrigin('silent'))
    await act(createTabsmith(browser.page, app.url))
    await browser.kill()
  }
  const write = async (tabsmith: Tabsmith, words: string) => {
    await tabsmith.openFile('src/App.tsx')
    await tabsmith.editor.press('ControlOrMeta+Home')
    await tabsmith.page.keyboard.type(`// ${words}\n`)
    await tabsmith.saved()
  }
  const open = async (tabsmith: Tabsmith) => {
    await tabsmith.open()
    await tabsmith.page.getByRole('link', { name: /^List/ }).click()
    await expect(tabsmith.message).toBeVisible()
  }

  await visit(async (tabsmith) => {
    await startProject(tabsmith, fakeModel)
    await write(tabsmith, 'before')
    await write(tabsmith, 'cut')
  })
  await cutLog(profile)
  // Chromium goes on behind the half record, and finds it at the opening after this one.
  await visit(async (tabsmith) => {
    await open(tabsmith)
    await write(tabsmith, 'after')
  })
  await visit(async (tabsmith) => {
    await open(tabsmith)
    await tabsmith.openFile('src/App.tsx')
    await expect(tabsmith.editor).toContainText('// after')
    await expect(tabsmith.editor).toContainText('// before')
  })
  await rm(profile, { recursive: true })
})

/** Takes the last bytes of what IndexedDB wrote last, as if the browser had not come to write them. */
async function cutLog(profile: string): Promise<void> {
  const databases = path.join(profile, 'Default', 'IndexedDB')
  const [folder = ''] = (await readdir(databases)).filter((name) => name.endsWith('.leveldb'))
  const logs = (await readdir(path.join(databases, folder))).filter((name) =>
    /^\d+\.log$/.test(name),
  )
  const log = path.join(databases, folder, logs.sort().at(-1) ?? '')
  const { size } = await stat(log)
  await truncate(log, size - 9)
}
