import type { Page } from '@playwright/test'
import { call, createGate, reply, text } from './fake-model/fake-model.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const shelf = (page: Page) => page.getByRole('list', { name: 'Your projects' })
const card = (page: Page, name: string) => shelf(page).getByRole('link', { name, exact: true })
const prompt = (page: Page) => page.getByRole('textbox', { name: 'Describe your app' })
const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings' })

/** The names on the shelf, in order. */
const names = (page: Page) =>
  shelf(page)
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')))

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Pixels that the page is wider than its window. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('projects are made from templates, found, renamed, copied, deleted and brought back', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  const { log } = tabsmith
  const home = () => page.getByRole('link', { name: 'All projects' }).click()
  await tabsmith.open()
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })

  await test.step('the first template is React', async () => {
    await expect(page.getByRole('radio', { name: 'React', exact: true })).toBeChecked()
    fakeModel.queue(
      reply(call('write', { path: 'src/alarm.ts', content: 'export const alarms = 3\n' })),
      reply(text('It has three alarms.')),
    )
    await tabsmith.build('Please build me a kitchen timer with three alarms.')
    await expect(log.getByText('It has three alarms.')).toBeVisible()
    await expect(
      page.getByRole('button', { name: 'Kitchen timer with three alarms' }),
    ).toBeVisible()
    await tabsmith.openFile('src/App.tsx')
    await tabsmith.rest()
    await tabsmith.saved()
    await home()
  })

  await test.step('another one is plain TypeScript', async () => {
    await expect(prompt(page)).toHaveValue('')
    await page.getByRole('radio', { name: 'Plain TypeScript' }).click()
    fakeModel.queue(reply(text('Tick.')))
    await tabsmith.build('a metronome')
    await expect(log.getByText('Tick.')).toBeVisible()
    await tabsmith.openFile('src/main.ts')
    await expect(tabsmith.files.getByRole('treeitem', { name: 'App.tsx' })).toHaveCount(0)
    await tabsmith.rest()
    await home()
  })

  await test.step('the shelf: what it is, in which order, and a search', async () => {
    await expect.poll(() => names(page)).toEqual(['Metronome', 'Kitchen timer with three alarms'])
    await expect(shelf(page).getByText(/Plain TypeScript/)).toBeVisible()
    // Neither ever ran, so there is no picture of either.
    await expect(shelf(page).locator('img')).toHaveCount(0)
    await page.getByRole('button', { name: 'Last opened' }).click()
    await page.getByRole('menuitemradio', { name: 'Name' }).click()
    await expect.poll(() => names(page)).toEqual(['Kitchen timer with three alarms', 'Metronome'])
    const search = page.getByRole('searchbox', { name: 'Find a project' })
    await search.fill('TIMER kitchen')
    await expect.poll(() => names(page)).toEqual(['Kitchen timer with three alarms'])
    await search.fill('sundial')
    await expect(page.getByText('No project is called “sundial”')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(shelf(page).getByRole('listitem')).toHaveCount(2)
  })

  await test.step('another name, but not none', async () => {
    await choose(page, 'Kitchen timer with three alarms', 'Rename')
    const dialog = page.getByRole('dialog', { name: 'Rename project' })
    await dialog.getByLabel('Project name').fill('  ')
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await expect(dialog.getByText('A project needs a name.')).toBeVisible()
    await dialog.getByLabel('Project name').fill('Egg timer')
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await expect(dialog).toBeHidden()
    await expect(card(page, 'Egg timer')).toBeVisible()
  })

  await test.step('a copy has files and conversation of its own', async () => {
    await choose(page, 'Egg timer', 'Duplicate')
    await card(page, 'Egg timer copy').click()
    await expect(log.getByText('It has three alarms.')).toBeVisible()
    fakeModel.queue(
      reply(call('delete', { path: 'src/alarm.ts' })),
      reply(text('Silent in the copy.')),
    )
    await tabsmith.send('no alarms')
    await expect(log.getByText('Silent in the copy.')).toBeVisible()
    await tabsmith.rest()
    await home()
    await card(page, 'Egg timer').click()
    await expect(log.getByText('It has three alarms.')).toBeVisible()
    await expect(log.getByText('Silent in the copy.')).toHaveCount(0)
    await tabsmith.openFile('src/alarm.ts')
    await expect(tabsmith.editor).toContainText('alarms = 3')
    await home()
  })

  await test.step('a deletion is taken back', async () => {
    await choose(page, 'Egg timer', 'Delete')
    await expect(card(page, 'Egg timer')).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await card(page, 'Egg timer').click()
    await expect(log.getByText('It has three alarms.')).toBeVisible()
  })

  await test.step('a deletion that is not taken back holds, at its address too', async () => {
    const address = page.url()
    await home()
    await choose(page, 'Egg timer', 'Delete')
    await expect(page.getByText('Deleted “Egg timer”')).toBeVisible()
    await page.goto(address)
    await expect(page.getByText('There is no such project here')).toBeVisible()
    await page.reload()
    await expect(page.getByText('There is no such project here')).toBeVisible()
    await page.getByRole('button', { name: 'All projects' }).click()
    await expect.poll(() => names(page)).toEqual(['Egg timer copy', 'Metronome'])
  })

  expect(fakeModel.requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
})

test('a description survives a reload and a missing key', async ({ page, tabsmith, fakeModel }) => {
  await tabsmith.open()
  await expect(page.getByRole('button', { name: 'Build it' })).toBeDisabled()
  await page.getByRole('radio', { name: 'Plain TypeScript' }).click()
  await prompt(page).fill('a sundial')
  await page.reload()
  await expect(prompt(page)).toHaveValue('a sundial')
  await expect(page.getByRole('radio', { name: 'Plain TypeScript' })).toBeChecked()

  await page.getByRole('button', { name: 'Build it' }).click()
  await expect(settings(page)).toContainText('OpenAI asks for a key.')
  await expect(settings(page)).toContainText('Your description is kept')
  await expect(settings(page).getByLabel('API key')).toBeFocused()
  await settings(page).getByLabel('API key').fill('sk-test')
  await settings(page).getByLabel('Base URL').fill(fakeModel.url)
  await settings(page).getByRole('button', { name: 'Save' }).click()
  await expect(settings(page)).toBeHidden()
  await expect(prompt(page)).toHaveValue('a sundial')

  fakeModel.queue(reply(text('It needs the sun.')))
  await page.getByRole('button', { name: 'Build it' }).click()
  await expect(tabsmith.log.getByText('It needs the sun.')).toBeVisible()
  await page.getByRole('link', { name: 'All projects' }).click()
  await expect(prompt(page)).toHaveValue('')
})

test('every address leads somewhere', async ({ page, app, context, tabsmith, fakeModel }) => {
  fakeModel.queue(reply(text('Round and round.')))
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await tabsmith.build('a globe')
  await expect(tabsmith.log.getByText('Round and round.')).toBeVisible()
  await tabsmith.rest()
  await tabsmith.saved()
  await expect(page).toHaveURL(/#\/p\/[\w-]+$/)

  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByText('Round and round.')).toBeVisible()
  await other.goto(`${app.url}#/p/of-another-browser`)
  await expect(other.getByRole('alert')).toContainText('There is no such project here')
  await expect(other.getByRole('alert')).toContainText('projects stay where they were made')
  await other.goto(`${app.url}#/nowhere`)
  await expect(other.getByText('There is no page at this address')).toBeVisible()
  await other.getByRole('button', { name: 'All projects' }).click()
  await expect(card(other, 'Globe')).toBeVisible()

  // What one tab does, the other shows.
  await choose(other, 'Globe', 'Rename')
  await other.getByLabel('Project name').fill('Atlas')
  await other.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('button', { name: 'Atlas' })).toBeVisible()
})

test.describe('the host’s settings', () => {
  // What the service worker fetches, page.route() does not see.
  test.use({ serviceWorkers: 'block' })

  test('whoever hosts Tabsmith can set it up, and is told what is wrong', async ({
    page,
    app,
    tabsmith,
  }) => {
    const notices = page.getByRole('status', { name: 'Notices' })
    let body = ''
    await page.route('**/tabsmith.json', (route) => route.fulfill({ body }))

    await test.step('a file that is not JSON', async () => {
      body = '{ "name": "Smithy", '
      await tabsmith.open()
      await expect(notices).toContainText(
        'This site’s settings (tabsmith.json): The file is not valid JSON',
      )
      await expect(notices).toContainText('Defaults are used instead.')
      await expect(page).toHaveTitle('Tabsmith')
      await notices.getByRole('button', { name: 'Dismiss' }).click()
      await expect(notices).toBeEmpty()
    })

    await test.step('a file that is partly wrong', async () => {
      body = JSON.stringify({
        name: 'Smithy',
        model: { provider: 'nobody', model: 'their-model' },
        runtime: 'magic',
        colour: 'red',
        templates: ['vanilla-ts', 'cobol'],
      })
      await page.reload()
      await expect(page).toHaveTitle('Smithy')
      for (const problem of [
        '"colour" is not a setting.',
        '"model.provider" must be the id of a provider',
        '"runtime" must be "auto", "webcontainer" or "embedded"',
        'there is no template cobol.',
      ]) {
        await expect(notices).toContainText(problem)
      }
      await expect(page.getByRole('radio')).toHaveCount(1)
      await expect(page.getByRole('radio', { name: 'Plain TypeScript' })).toBeChecked()
    })

    await test.step('a file that is right: name, model and the order of templates', async () => {
      body = JSON.stringify({
        name: 'Smithy',
        model: {
          provider: 'compatible',
          baseURL: 'https://models.example/v1/',
          model: 'house-model',
        },
        templates: ['vanilla-ts', 'react-ts'],
      })
      await page.goto(app.url)
      await page.reload()
      await expect(page.getByRole('banner')).toContainText('Smithy')
      await expect(notices).toBeEmpty()
      await expect(page.getByRole('radio').first()).toHaveAccessibleName('Plain TypeScript')
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      await expect(settings(page).getByLabel('Provider')).toHaveValue('compatible')
      await expect(settings(page).getByLabel('Base URL')).toHaveValue('https://models.example/v1')
      await expect(settings(page).getByLabel('Model', { exact: true })).toHaveValue('house-model')
    })
  })
})

test('the theme is kept, a phone is wide enough, and a keyboard is enough', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  const root = page.locator('html')
  await expect(root).toHaveAttribute('data-theme', 'light')
  await page.getByRole('button', { name: 'Switch theme' }).click()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(root).toHaveAttribute('data-theme', 'dark')

  await test.step('by keyboard alone', async () => {
    const gate = createGate()
    fakeModel.queue(reply(text('At your keys.'), { hold: { after: 2, gate } }))
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    for (let tab = 0; tab < 10; tab++) {
      await page.keyboard.press('Tab')
      if (await prompt(page).evaluate((area) => area === document.activeElement)) break
    }
    await expect(prompt(page)).toBeFocused()
    await page.keyboard.type('a piano')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
    gate.open()
    await expect(tabsmith.log.getByText('At your keys.')).toBeVisible()
    await tabsmith.rest()
    for (let tab = 0; tab < 40; tab++) {
      await page.keyboard.press('Tab')
      if (await tabsmith.message.evaluate((area) => area === document.activeElement)) break
    }
    fakeModel.queue(reply(text('Both hands.')))
    await page.keyboard.type('two hands')
    await page.keyboard.press('Enter')
    await expect(tabsmith.log.getByText('Both hands.')).toBeVisible()
    await tabsmith.rest()
  })

  await test.step('at 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await expect(tabsmith.message).toBeVisible()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('tab', { name: 'Preview' }).click()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('tab', { name: 'Code' }).click()
    await expect(tabsmith.files).toBeVisible()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('link', { name: 'All projects' }).click()
    await expect(card(page, 'Piano')).toBeVisible()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(settings(page)).toBeVisible()
    expect(await overflow(page)).toBe(0)
  })
})

test.describe('storage that fails', () => {
  test.beforeEach(({ page }) => page.addInitScript(breakStorage))

  test('when it does not open, it is said, and nothing typed is lost', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
    await page.evaluate(() => localStorage.setItem('test:storage', 'closed'))
    await page.reload()
    const broken = page.getByRole('alert').filter({ hasText: 'Your projects could not be read' })
    await expect(broken).toContainText('The browser could not use its storage')
    await expect(broken).toContainText('Check that site data is allowed')
    await expect(page.getByText('Nothing here yet')).toBeHidden()
    await expect(page.getByRole('status', { name: 'Notices' })).toContainText(
      'Your settings could not be read.',
    )
    await prompt(page).fill('a safe')

    await page.evaluate(() => localStorage.removeItem('test:storage'))
    await broken.getByRole('button', { name: 'Reload' }).click()
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    await expect(prompt(page)).toHaveValue('a safe')
    fakeModel.queue(reply(text('Locked.')))
    await page.getByRole('button', { name: 'Build it' }).click()
    await expect(tabsmith.log.getByText('Locked.')).toBeVisible()
  })

  test('when it is full, work goes on in memory and is saved once there is room', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    const { log } = tabsmith
    const full = (value: boolean) =>
      page.evaluate((set) => Object.assign(globalThis, { storageFull: set }), value)
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })

    await test.step('no room for a new project', async () => {
      await full(true)
      await prompt(page).fill('a warehouse')
      await page.getByRole('button', { name: 'Build it' }).click()
      await expect(
        page.getByText(
          /The storage that the browser gives to this site is full\..*Delete projects/,
        ),
      ).toBeVisible()
      await expect(prompt(page)).toHaveValue('a warehouse')
      expect(fakeModel.requests).toHaveLength(0)
      await full(false)
      fakeModel.queue(reply(text('Plenty of shelves.')))
      await page.getByRole('button', { name: 'Build it' }).click()
      await expect(log.getByText('Plenty of shelves.')).toBeVisible()
      await tabsmith.rest()
      await tabsmith.saved()
    })

    await test.step('no room for what the agent does', async () => {
      await full(true)
      fakeModel.queue(
        reply(call('write', { path: 'src/crates.ts', content: 'export const crates = 12\n' })),
        reply(text('Twelve crates.')),
      )
      await tabsmith.send('crates, please')
      await expect(log.getByText('Twelve crates.')).toBeVisible()
      await tabsmith.rest()
      const unsaved = page.getByRole('alert').filter({ hasText: 'Not saved' })
      await expect(unsaved).toContainText(
        'The storage that the browser gives to this site is full.',
      )
      await tabsmith.openFile('src/crates.ts')
      await expect(tabsmith.editor).toContainText('crates = 12')
      await unsaved.getByRole('button', { name: 'Retry' }).click()
      await expect(unsaved).toBeVisible()

      await page.setViewportSize({ width: 390, height: 844 })
      await page.getByRole('tab', { name: 'Chat' }).click()
      const onPhone = page.getByRole('status').filter({ hasText: 'Your work is not being saved.' })
      await expect(onPhone).toContainText('It is all here as long as this page stays open.')
      await onPhone.getByRole('button', { name: 'Retry' }).click()
      await expect(onPhone).toBeVisible()

      await full(false)
      await onPhone.getByRole('button', { name: 'Retry' }).click()
      await expect(onPhone).toBeHidden()
      await page.setViewportSize({ width: 1280, height: 720 })
      await tabsmith.saved()
    })

    await page.reload()
    await expect(log.getByText('Twelve crates.')).toBeVisible()
    await tabsmith.openFile('src/crates.ts')
    await expect(tabsmith.editor).toContainText('crates = 12')
    expect(fakeModel.requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
  })
})

/** Runs in the page before the app: storage then fails as a test says, with the browser's own errors. */
function breakStorage(): void {
  const { open } = IDBFactory.prototype
  IDBFactory.prototype.open = function (...args) {
    if (localStorage.getItem('test:storage') === 'closed') {
      throw new DOMException('Internal error opening backing store.', 'UnknownError')
    }
    return open.apply(this, args)
  }
  const { put, add } = IDBObjectStore.prototype
  const room = () => {
    if (Reflect.get(globalThis, 'storageFull') !== true) return
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
  }
  IDBObjectStore.prototype.put = function (...args) {
    room()
    return put.apply(this, args)
  }
  IDBObjectStore.prototype.add = function (...args) {
    room()
    return add.apply(this, args)
  }
}
