import type { Locator, Page } from '@playwright/test'
import { serveApp } from './app-server.ts'
import { call, reply, text, type FakeModel } from './fake-model/fake-model.ts'
import { lastResult, userTexts } from './fake-model/told.ts'
import { startProject } from './stories/start-project.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

/** Longer than the app waits for a boot, in milliseconds. */
const BOOT_LIMIT = 31_000
/** Longer than an installer may print nothing. */
const SILENCE_LIMIT = 121_000
/** Longer than a frame may leave the heartbeat unanswered. */
const LOSS_LIMIT = 30_000

test.beforeEach(() => test.setTimeout(150_000))

test('a boot that hangs ends, and a reload is the cure', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  host.misbehave('silent')
  await page.clock.install()
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.runtime).toContainText('Booting')
  await expect(step(page, 'Boot WebContainer')).toContainText('in progress')

  await page.clock.fastForward(BOOT_LIMIT)
  const failed = failure(page)
  await expect(failed).toContainText('The runtime did not start')
  await expect(failed).toContainText('WebContainer does not answer.')
  await expect(failed).toContainText('an ad blocker or blocked third-party cookies')
  await expect(failed).toContainText('You can still chat, read and edit every file.')
  await expect(tabsmith.runtime).toContainText('Boot failed')
  // In this page every further boot would hang as well.
  await expect(failed.getByRole('button')).toHaveText(['Reload the page'])

  await test.step('the agent learns why a command cannot run', async () => {
    fakeModel.queue(reply(call('shell', { command: 'ls' })), reply(text('No runtime, then.')))
    await tabsmith.send('look around')
    await expect(tabsmith.log.getByText('No runtime, then.')).toBeVisible()
    expect(lastResult(fakeModel)).toContain('WebContainer does not answer.')
  })
  await changeSomething(tabsmith, fakeModel)

  host.misbehave('none')
  await failed.getByRole('button', { name: 'Reload the page' }).click()
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  await findChanges(tabsmith)
})

test('a refused boot can be tried again', async ({ page, tabsmith, fakeModel, host }) => {
  host.misbehave('refuse')
  await startProject(tabsmith, fakeModel)
  const failed = failure(page)
  await expect(failed).toContainText('The runtime did not start')
  await expect(failed).toContainText(
    'WebContainer refused to start: The WebContainer could not be started',
  )
  await expect(failed).toContainText('You can still chat, read and edit every file.')
  await changeSomething(tabsmith, fakeModel)

  await failed.getByRole('button', { name: 'Try again' }).click()
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  await page.reload()
  await findChanges(tabsmith)
})

test('a slow boot is waited for, and says how long it takes', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  host.misbehave('slow-boot:4000')
  await page.clock.install()
  await startProject(tabsmith, fakeModel)
  await expect(step(page, 'Boot WebContainer')).toContainText('in progress')
  await page.clock.fastForward(20_000)
  await expect(step(page, 'Boot WebContainer')).toContainText(/2\d s/)
  await expect(failure(page)).toBeHidden()
  await expect(step(page, 'Boot WebContainer')).toContainText('done')
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
})

test('a runtime that vanishes loses nothing, at work or idle', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  await page.clock.install()
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })

  await test.step('while a command of the agent runs', async () => {
    fakeModel.queue(
      reply(
        call('write', { path: 'src/before.ts', content: 'export const before = 1\n' }),
        call('shell', { command: 'echo begun; sleep 600', timeout_s: 600 }),
      ),
      reply(text('I go on without it.')),
    )
    await tabsmith.send('run it')
    await expect(tabsmith.log.getByText('begun', { exact: true })).toBeVisible()
    host.misbehave('vanish')
    await page.clock.runFor(LOSS_LIMIT)
    await expectLost(tabsmith)
    await expect(tabsmith.log.getByText('I go on without it.')).toBeVisible()
    await tabsmith.rest()
    await changeSomething(tabsmith, fakeModel)
    await tabsmith.saved()
  })

  await test.step('a reload brings everything back', async () => {
    await failure(page).getByRole('button', { name: 'Reload the page' }).click()
    await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
    await findChanges(tabsmith)
    await expect(
      tabsmith.files.getByRole('treeitem', { name: 'before.ts', exact: true }),
    ).toBeVisible()
  })

  await test.step('while nothing happens', async () => {
    await page.getByRole('tab', { name: 'Preview' }).click()
    host.misbehave('vanish')
    await page.clock.runFor(LOSS_LIMIT)
    await expectLost(tabsmith)
  })
})

test('a failed install shows what npm said, and can be done again', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  host.misbehave('install-fails')
  await startProject(tabsmith, fakeModel)
  const failed = failure(page)
  await expect(failed).toContainText('The packages could not be installed', { timeout: 30_000 })
  await expect(failed).toContainText('No matching version found for react@99.0.0.')
  await expect(failed).toContainText('Your files are saved; nothing is lost.')
  await expect(tabsmith.runtime).toContainText('Install failed')

  await test.step('the log can be read', async () => {
    await failed.getByRole('button', { name: 'Show log' }).click()
    const output = page.getByRole('region', { name: 'Terminal' })
    await expect(output).toContainText('$ npm ci')
    await expect(output).toContainText('npm error code ETARGET')
  })
  await test.step('the agent can be asked', async () => {
    fakeModel.queue(reply(text('That version does not exist.')))
    await failed.getByRole('button', { name: 'Ask the agent' }).click()
    await expect(tabsmith.log.getByText('That version does not exist.')).toBeVisible()
    expect(userTexts(fakeModel).join()).toContain('npm error code ETARGET')
    await tabsmith.rest()
  })
  await changeSomething(tabsmith, fakeModel)

  host.misbehave('none')
  await failed.getByRole('button', { name: 'Install again' }).click()
  await expect(tabsmith.runtime).toContainText('Installing packages')
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  await page.reload()
  await findChanges(tabsmith)
})

test('an install that hangs is given up, and can be done again', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  host.misbehave('install-hangs')
  await page.clock.install()
  await startProject(tabsmith, fakeModel)
  await expect(step(page, 'Install packages')).toContainText('in progress', { timeout: 30_000 })
  await page.clock.fastForward(SILENCE_LIMIT)
  const failed = failure(page)
  await expect(failed).toContainText('The packages could not be installed')
  await expect(failed).toContainText(/npm ci .*120 seconds/)
  await expect(failed).toContainText('Your files are saved; nothing is lost.')
  await changeSomething(tabsmith, fakeModel)

  host.misbehave('none')
  await failed.getByRole('button', { name: 'Install again' }).click()
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible()
})

test('a dev server that dies can be started again', async ({ page, tabsmith, fakeModel, host }) => {
  host.misbehave('server-dies')
  await startProject(tabsmith, fakeModel)
  const failed = failure(page)
  await expect(failed).toContainText('The dev server stopped', { timeout: 60_000 })
  await expect(failed).toContainText('The dev server stopped with exit code')
  await expect(failed).toContainText('Your files are saved; nothing is lost.')
  await expect(tabsmith.runtime).toContainText('Server stopped')
  await changeSomething(tabsmith, fakeModel)

  await test.step('commands still run', async () => {
    fakeModel.queue(reply(call('shell', { command: 'cat notes.md' })), reply(text('I see it.')))
    await tabsmith.send('show the note')
    await expect(tabsmith.log.getByText('I see it.')).toBeVisible()
    expect(lastResult(fakeModel)).toContain('Kept while the runtime was away.')
    await tabsmith.rest()
  })

  host.misbehave('none')
  await failed.getByRole('button', { name: 'Start the server again' }).click()
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible()
  await page.reload()
  await findChanges(tabsmith)
})

// The service worker isolates the page in its host's place (offline.spec.ts).
test.describe('without service workers', () => {
  test.use({ serviceWorkers: 'block' })

  test('a page that is not isolated says which headers its host must send', async ({
    page,
    fakeModel,
  }) => {
    const server = await serveApp({ isolated: false, engine: 'webcontainer' })
    try {
      const tabsmith = createTabsmith(page, server.url)
      await startProject(tabsmith, fakeModel)
      const failed = failure(page)
      await expect(failed).toContainText('This page is not cross-origin isolated.')
      await expect(failed).toContainText('"Cross-Origin-Opener-Policy: same-origin"')
      await expect(failed.getByRole('button')).toHaveText(['Reload the page'])
      await changeSomething(tabsmith, fakeModel)
      await tabsmith.saved()
      await page.reload()
      await findChanges(tabsmith)
      await page.getByRole('tab', { name: 'Preview' }).click()
      await expect(failure(page)).toContainText('This page is not cross-origin isolated.')
    } finally {
      await server.close()
    }
  })
})

test('a browser that cannot run it says which one can', async ({ page, tabsmith, fakeModel }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')
  })
  await startProject(tabsmith, fakeModel)
  const failed = failure(page)
  await expect(failed).toContainText('This browser offers no shared memory.')
  await expect(failed).toContainText('Chrome, Edge or another Chromium browser')
  await changeSomething(tabsmith, fakeModel)
  await tabsmith.saved()
  await page.reload()
  await findChanges(tabsmith)
})

/** What the preview pane says when there can be no preview. */
function failure(page: Page): Locator {
  return page.getByRole('region', { name: 'Preview', exact: true }).getByRole('alert')
}

/** A step on the way to the first preview. */
function step(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Preview', exact: true }).getByRole('listitem').filter({
    hasText: name,
  })
}

/** Edits a file and has the agent write one, whatever the runtime does; leaves the preview in view. */
async function changeSomething(tabsmith: Tabsmith, fakeModel: FakeModel): Promise<void> {
  await test.step('files can be edited and the chat goes on', async () => {
    const { page, editor, log } = tabsmith
    await tabsmith.openFile('src/App.tsx')
    await editor.press('ControlOrMeta+Home')
    await page.keyboard.insertText('// typed by hand\n')
    const content = 'Kept while the runtime was away.\n'
    fakeModel.queue(reply(call('write', { path: 'notes.md', content })), reply(text('Noted.')))
    await tabsmith.send('make a note')
    await expect(log.getByText('Noted.')).toBeVisible()
    await tabsmith.rest()
    await tabsmith.saved()
    await page.getByRole('tab', { name: 'Preview' }).click()
  })
}

/** After a reload: what `changeSomething` did, and what was said. */
async function findChanges(tabsmith: Tabsmith): Promise<void> {
  await test.step('a reload brings it all back', async () => {
    await expect(tabsmith.log.getByText('Noted.')).toBeVisible()
    await tabsmith.openFile('src/App.tsx')
    await expect(tabsmith.editor).toContainText('// typed by hand')
    await tabsmith.openFile('notes.md')
    await expect(tabsmith.editor).toContainText('Kept while the runtime was away.')
  })
}

async function expectLost({ page, runtime }: Tabsmith): Promise<void> {
  const failed = failure(page)
  await expect(failed).toContainText('The runtime stopped')
  await expect(failed).toContainText(
    'Reload the page to start a new one. Your files are saved; nothing is lost.',
  )
  await expect(runtime).toContainText('Runtime lost')
  await expect(failed.getByRole('button')).toHaveText(['Reload the page'])
}
