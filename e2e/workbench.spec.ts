import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import { call, createGate, reply, text } from './fake-model/fake-model.ts'
import { lastResult } from './fake-model/told.ts'
import { startProject } from './stories/start-project.ts'
import type { Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'
import type { WebContainerHost } from './webcontainer-host/server.ts'

test.describe('without a runtime:', () => {
  test.use({ runtime: 'silent' })

  test('files are made, named, moved and deleted with the mouse', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    await startProject(tabsmith, fakeModel)
    await page.getByRole('tab', { name: 'Code' }).click()
    const file = (name: string) => item(tabsmith, name)
    const toast = (message: string) => page.getByText(message, { exact: true })

    await test.step('a file at the end of a long tree', async () => {
      await page.setViewportSize({ width: 1280, height: 300 })
      await file('vite.config.ts').click()
      await expect(page.getByRole('tab', { name: 'vite.config.ts' })).toBeVisible()
    })

    await test.step('a file in a tree that still scrolls', async () => {
      await tabsmith.files.evaluate(async (tree) => {
        const scrolling = setInterval(() => tree.scrollBy(0, tree.scrollTop > 0 ? -1 : 1), 16)
        tree.addEventListener('click', () => clearInterval(scrolling), { once: true })
        for (let scrolls = 0; scrolls < 5; scrolls++) {
          await new Promise((done) => tree.addEventListener('scroll', done, { once: true }))
        }
      })
      // Without waiting until it lies still, which people do not do either.
      await file('tsconfig.json').click({ force: true })
      await expect(page.getByRole('tab', { name: 'tsconfig.json' })).toBeVisible()
      await page.setViewportSize({ width: 1280, height: 720 })
    })

    await test.step('a file in a new folder', async () => {
      await page.getByRole('button', { name: 'New file' }).click()
      await page.getByRole('textbox', { name: 'New file' }).fill('src/lib/math.ts')
      await page.keyboard.press('Enter')
      await expect(file('math.ts')).toHaveAttribute('aria-level', '3')
      await expect(page.getByRole('tab', { name: 'math.ts' })).toBeVisible()
    })

    await test.step('what cannot be a file is refused where it was typed', async () => {
      await page.getByRole('button', { name: 'New file' }).click()
      const field = page.getByRole('textbox', { name: 'New file' })
      for (const [typed, says] of [
        ['../outside.ts', 'contains "..". Paths may not leave the project.'],
        ['src\\windows.ts', 'contains a backslash. Use / between folders.'],
        ['package.json', 'package.json already exists. Choose another name.'],
      ] as const) {
        await field.fill(typed)
        await field.press('Enter')
        await expect(tabsmith.files.getByRole('alert')).toContainText(says)
      }
      await field.press('Escape')
      await expect(field).toBeHidden()
      await expect(file('outside.ts')).toHaveCount(0)
    })

    await test.step('rename, from the menu', async () => {
      await file('math.ts').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Rename' }).click()
      await page.getByRole('textbox', { name: 'Rename math.ts' }).fill('sums.ts')
      await page.keyboard.press('Enter')
      await expect(file('sums.ts')).toBeVisible()
      await expect(file('math.ts')).toHaveCount(0)
      await expect(page.getByRole('tab', { name: 'sums.ts' })).toBeVisible()
    })

    await test.step('drag into another folder', async () => {
      await file('sums.ts').dragTo(file('public'))
      await expect(file('sums.ts')).toHaveAttribute('aria-level', '2')
      await expect(file('lib')).toHaveCount(0)
    })

    await test.step('a drag onto a file of the same name is refused', async () => {
      await page.getByRole('button', { name: 'New file' }).click()
      await page.getByRole('textbox', { name: 'New file' }).fill('App.css')
      await page.keyboard.press('Enter')
      const ours = tabsmith.files.getByRole('treeitem', { name: 'App.css', level: 1 })
      await ours.dragTo(file('src'))
      await expect(page.getByText(/src\/App\.css (already )?exists/)).toBeVisible()
      await expect(ours).toBeVisible()
    })

    await test.step('delete a folder, and think again', async () => {
      await file('src').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await expect(toast('Deleted src and 4 files')).toBeVisible()
      await expect(file('src')).toHaveCount(0)
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect(file('src')).toBeVisible()
    })

    await test.step('a new folder is there, and kept once it holds a file', async () => {
      await page.getByRole('button', { name: 'New folder' }).click()
      await page.getByRole('textbox', { name: 'New folder' }).fill('docs')
      await page.keyboard.press('Enter')
      await expect(file('docs')).toContainText('empty, not kept yet')
      await file('docs').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'New file' }).click()
      await page.getByRole('textbox', { name: 'New file' }).fill('plan.md')
      await page.keyboard.press('Enter')
      await expect(file('docs')).not.toContainText('empty, not kept yet')
    })

    await test.step('a reload finds the tree as it was left', async () => {
      await tabsmith.saved()
      await page.reload()
      await tabsmith.openFile('public/sums.ts')
      await tabsmith.openFile('docs/plan.md')
      await tabsmith.openFile('src/App.css')
      await expect(tabsmith.editor).toContainText('.welcome')
    })
  })

  test('files are named, opened and deleted with the keyboard', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    await startProject(tabsmith, fakeModel)
    await page.getByRole('tab', { name: 'Code' }).click()
    const { files } = tabsmith
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => files.press(key)), Promise.resolve())
    /** The row that the tree says has the focus. */
    const current = async () => {
      const id = await files.getAttribute('aria-activedescendant')
      return id === null ? null : page.locator(`[id="${id}"]`).getAttribute('aria-label')
    }

    await files.focus()
    await press('Home')
    await expect.poll(current).toBe('public')
    await press('ArrowRight', 'ArrowRight')
    await expect.poll(current).toBe('favicon.svg')
    await press('ArrowLeft', 'ArrowLeft')
    await expect.poll(current).toBe('public')
    await expect(item(tabsmith, 'favicon.svg')).toHaveCount(0)
    await press('End')
    await expect.poll(current).toBe('vite.config.ts')
    await press('i')
    await expect.poll(current).toBe('index.css')
    await press('i')
    await expect.poll(current).toBe('index.html')

    await press('Enter')
    await expect(page.getByRole('tab', { name: 'index.html' })).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await files.focus()
    await press('F2')
    await page.getByRole('textbox', { name: 'Rename index.html' }).fill('start.html')
    await page.keyboard.press('Enter')
    await expect(files).toBeFocused()
    await expect.poll(current).toBe('start.html')

    await press('F2')
    await page.getByRole('textbox', { name: 'Rename start.html' }).fill('package.json')
    await page.keyboard.press('Enter')
    await expect(files.getByRole('alert')).toContainText('package.json')
    await page.keyboard.press('Escape')
    await expect(files).toBeFocused()

    await press('Delete')
    await expect(page.getByText('Deleted start.html', { exact: true })).toBeVisible()
    await expect(item(tabsmith, 'start.html')).toHaveCount(0)

    await press('Home', 'Shift+F10')
    await expect(page.getByRole('menuitem', { name: 'New file' })).toBeFocused()
    await page.keyboard.press('Escape')
  })

  test('an edit by hand outlives a stale call of the model', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    await startProject(tabsmith, fakeModel)
    const { editor, log } = tabsmith
    const css = { path: 'src/App.css' }
    await tabsmith.openFile(css.path)

    await test.step('a write is refused, and shows what changed', async () => {
      const gate = createGate()
      const answers = [
        () => reply(call('read', css)),
        () => gate.opened.then(() => reply(call('write', { ...css, content: 'main {}\n' }))),
        () => reply(text('Then I keep yours.')),
      ]
      fakeModel.answer(() => answers.shift()?.() ?? reply(text('Nothing more.')))
      await tabsmith.send('start the styles afresh')
      await expect(log.getByRole('button', { name: /^Read src\/App\.css/ })).toBeVisible()
      await editor.press('ControlOrMeta+Home')
      await page.keyboard.insertText('/* mine */\n')
      await expect(
        item(tabsmith, 'App.css').getByTitle('Changed since you opened the project'),
      ).toBeVisible()
      gate.open()

      await expect(log.getByRole('button', { name: /^Write refused/ })).toBeVisible()
      await expect(log.getByText('Then I keep yours.')).toBeVisible()
      await expect(editor).toContainText('/* mine */')
      await expect(editor).toContainText('.welcome')
      expect(lastResult(fakeModel)).toContain('src/App.css changed since you last saw it')
      expect(lastResult(fakeModel)).toContain('+/* mine */')
    })

    await test.step('an edit elsewhere in the file keeps both', async () => {
      const gate = createGate()
      const answers = [
        () =>
          gate.opened.then(() =>
            reply(call('edit', { ...css, old: 'max-width: 36ch', new: 'max-width: 48ch' })),
          ),
        () => reply(text('Wider now.')),
      ]
      fakeModel.answer(() => answers.shift()?.() ?? reply(text('Nothing more.')))
      const before = fakeModel.requests.length
      await tabsmith.send('a wider text')
      await expect.poll(() => fakeModel.requests.length).toBe(before + 1)
      await editor.press('ControlOrMeta+Home')
      await page.keyboard.insertText('/* mine as well */\n')
      // At once: what was typed last may not even have reached the project.
      gate.open()
      await expect(log.getByText('Wider now.')).toBeVisible()
      await expect(editor).toContainText('/* mine as well */')
      await expect(editor).toContainText('max-width: 48ch')
    })

    await tabsmith.rest()
    await tabsmith.saved()
    await page.reload()
    await tabsmith.openFile(css.path)
    await expect(editor).toContainText('/* mine as well */')
    await expect(editor).toContainText('/* mine */')
    await expect(editor).toContainText('max-width: 48ch')
  })

  test('the panels are sized by the keyboard, the face is switched, and both are remembered', async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    const html = page.locator('html')
    await page.emulateMedia({ colorScheme: 'dark' })
    await startProject(tabsmith, fakeModel)
    await expect(html).toHaveAttribute('data-theme', 'dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await expect(html).toHaveAttribute('data-theme', 'light')
    await page.getByRole('button', { name: 'Switch to the dark theme' }).click()
    await expect(html).toHaveAttribute('data-theme', 'dark')

    const seam = page.getByRole('separator', { name: 'Width of the chat' })
    const width = async () => (await tabsmith.log.boundingBox())?.width ?? 0
    const before = await width()
    await seam.focus()
    await seam.press('ArrowRight')
    await expect.poll(width).toBeGreaterThan(before)
    const wide = await width()

    await page.getByRole('button', { name: 'Open panel' }).click()
    const terminal = page.getByRole('region', { name: 'Terminal' })
    const height = async () => (await terminal.boundingBox())?.height ?? 0
    await expect.poll(height).toBeGreaterThan(50)
    const low = await height()
    const drawerSeam = page.getByRole('separator', { name: 'Height of the panel' })
    await drawerSeam.focus()
    await drawerSeam.press('ArrowUp')
    await expect.poll(height).toBeGreaterThan(low)

    await page.reload()
    await expect(html).toHaveAttribute('data-theme', 'dark')
    await expect(tabsmith.message).toBeVisible()
    await expect.poll(async () => Math.round(await width())).toBe(Math.round(wide))
  })

  test.describe('on a phone:', () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

    test('everything is reached by the navigation at the foot', async ({
      page,
      tabsmith,
      fakeModel,
    }) => {
      const { editor, log, message } = tabsmith
      const show = (name: string) =>
        page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name }).tap()
      const fits = () =>
        page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

      await startProject(tabsmith, fakeModel)
      expect(await fits()).toBe(true)
      fakeModel.queue(reply(call('list', {})), reply(text('Small, but all of it.')))
      await message.fill('what is here?')
      await page.getByRole('button', { name: 'Send' }).tap()
      await expect(log.getByText('Small, but all of it.')).toBeInViewport()
      expect(await fits()).toBe(true)

      await show('Preview')
      await expect(message).toBeHidden()
      await expect(page.getByText('Getting the preview ready').first()).toBeVisible()
      expect(await fits()).toBe(true)

      await show('Code')
      await item(tabsmith, 'package.json').tap()
      await expect(editor).toContainText('"scripts"')
      await editor.press('ControlOrMeta+End')
      await page.keyboard.insertText('\n')
      expect(await fits()).toBe(true)
      await page.getByRole('button', { name: 'All files' }).tap()
      await item(tabsmith, 'main.tsx').tap()
      await expect(editor).toContainText('createRoot')

      await show('Output')
      await expect(page.getByRole('region', { name: 'Terminal' })).toContainText(
        'Waiting for the runtime.',
      )
      await page.getByRole('tab', { name: 'Console' }).tap()
      await expect(page.getByText('The app has printed nothing')).toBeVisible()
      expect(await fits()).toBe(true)

      await show('Chat')
      await expect(log.getByText('Small, but all of it.')).toBeVisible()
      await page.getByRole('link', { name: 'All projects' }).tap()
      await expect(
        page.getByRole('list', { name: 'Your projects' }).getByRole('listitem'),
      ).toHaveCount(1)
      expect(await fits()).toBe(true)
    })
  })
})

test('what is typed reaches the disk, and what programs write comes back', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  test.setTimeout(150_000)
  const { editor } = tabsmith
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })

  await test.step('the editor', async () => {
    await tabsmith.openFile('src/App.tsx')
    await editor.press('ControlOrMeta+Home')
    await page.keyboard.type('// typed')
    await expect
      .poll(() => onDisk(host, 'src/App.tsx'), { timeout: 2_000, intervals: [50] })
      .toMatch(/^\/\/ typed/)
    await page.keyboard.press('Enter')
    await tabsmith.saved()
  })

  const terminal = page.getByRole('region', { name: 'Terminal' })
  const run = async (line: string) => {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  await test.step('a shell with output, and Ctrl+C', async () => {
    await page.getByRole('button', { name: 'Open panel' }).click()
    await expect(terminal).toContainText('project❯')
    await terminal.click()
    await run('echo sum=$((20+3))')
    await expect(terminal).toContainText('sum=23')
    await run('echo sle$((1))ping; sleep 600')
    await expect(terminal).toContainText('sle1ping')
    await page.keyboard.press('Control+c')
    await run('echo aw$((2))ake')
    await expect(terminal).toContainText('aw2ake')
  })

  await test.step('its files are in the tree, those of tools are not', async () => {
    await run('mkdir -p dist node_modules/.cache && echo 1 > dist/out.js && echo hi > made.txt')
    await expect(item(tabsmith, 'made.txt')).toBeVisible()
    await tabsmith.openFile('made.txt')
    await expect(editor).toContainText('hi')
    await expect(item(tabsmith, 'dist')).toHaveCount(0)
    await expect(item(tabsmith, 'node_modules')).toHaveCount(0)
    await terminal.click()
    await run('rm made.txt && echo bye > left.txt')
    await expect(item(tabsmith, 'left.txt')).toBeVisible()
    await expect(item(tabsmith, 'made.txt')).toHaveCount(0)
  })

  await test.step('the log of the dev server', async () => {
    await page.getByRole('tab', { name: 'Dev server' }).click()
    await expect(terminal).toContainText(/VITE v\d/)
  })

  await test.step('a reload has it all, the disk of the new runtime included', async () => {
    await tabsmith.saved()
    await page.reload()
    await tabsmith.openFile('left.txt')
    await expect(editor).toContainText('bye')
    await tabsmith.openFile('src/App.tsx')
    await expect(editor).toContainText('// typed')
    await expect(item(tabsmith, 'made.txt')).toHaveCount(0)
    await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
    expect(await onDisk(host, 'left.txt')).toBe('bye\n')
    expect(await onDisk(host, 'src/App.tsx')).toMatch(/^\/\/ typed/)
  })
})

test('the preview is browsed like any page, at any width', async ({
  page,
  context,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(120_000)
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
  const { preview } = tabsmith
  const heading = preview.getByRole('heading', { name: 'Your app will appear here' })
  const address = page.getByRole('textbox', { name: 'Address' })
  const inPreview = <Result>(read: () => Result) => preview.locator('html').evaluate(read)
  /** Asks again when the document that was asked goes away. */
  const becomes = <Result>(read: () => Result, result: Result) =>
    expect(async () => expect(await inPreview(read)).toBe(result)).toPass({ timeout: 10_000 })
  await expect(heading).toBeVisible()

  await test.step('address bar, back and reload', async () => {
    await expect(address).toHaveValue('/')
    await address.fill('/week?day=2')
    await address.press('Enter')
    await becomes(() => location.pathname + location.search, '/week?day=2')
    await expect(address).toHaveValue('/week?day=2')
    await inPreview(() => history.pushState(null, '', '/inside'))
    await expect(address).toHaveValue('/inside')
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(address).toHaveValue('/week?day=2')
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(address).toHaveValue('/')
    await expect(heading).toBeVisible()

    await inPreview(() => Object.assign(globalThis, { before: true }))
    await page.getByRole('button', { name: 'Reload', exact: true }).click()
    await becomes(() => 'before' in globalThis, false)
    await expect(heading).toBeVisible()
  })

  await test.step('an address that would leave the app is refused', async () => {
    await address.fill('//example.com/')
    await address.press('Enter')
    await expect(address).toHaveAttribute('aria-invalid', 'true')
    await address.press('Escape')
    await expect(address).toHaveValue('/')
  })

  await test.step('phone, tablet, whole pane', async () => {
    const frame = page.locator('iframe[title="Preview"]')
    const width = async () => (await frame.boundingBox())?.width ?? 0
    const whole = await width()
    await page.getByRole('radio', { name: /^Phone/ }).click()
    await expect.poll(width).toBe(390)
    expect(await inPreview(() => window.innerWidth)).toBe(390)
    await page.getByRole('radio', { name: /^Tablet/ }).click()
    await expect.poll(width).toBe(Math.min(768, whole))
    await page.getByRole('radio', { name: 'Whole pane' }).click()
    await expect.poll(width).toBe(whole)
  })

  await test.step('in a tab of its own', async () => {
    const opening = context.waitForEvent('page')
    await page.getByRole('button', { name: 'Open in a new tab' }).click()
    const tab = await opening
    await expect(tab.getByRole('heading', { name: 'Your app will appear here' })).toBeVisible()
    await tab.close()
  })

  await test.step('a change of which Vite tells no page, because this one was still loading', async () => {
    const connection = createGate()
    await page.routeWebSocket(/--\d+\.localhost/, async (socket) => {
      await connection.opened
      socket.connectToServer()
    })
    await inPreview(() => Object.assign(globalThis, { before: true }))
    await page.getByRole('button', { name: 'Reload', exact: true }).click()
    await becomes(() => 'before' in globalThis, false)
    await expect(heading).toBeVisible()
    await tabsmith.openFile('src/App.tsx')
    await tabsmith.editor.press('ControlOrMeta+a')
    await page.keyboard.insertText('export const App = () => <h1>Changed meanwhile</h1>')
    await page.getByRole('tab', { name: 'Dev server' }).click()
    await expect(page.getByText('hmr update /src/App.tsx')).toBeVisible()
    await page.getByRole('tab', { name: 'Preview' }).click()
    await expect(heading).toBeVisible()

    connection.open()
    await expect(preview.getByRole('heading', { name: 'Changed meanwhile' })).toBeVisible()
  })

  await test.step('on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const panes = page.getByRole('tablist', { name: 'Panes' })
    await panes.getByRole('tab', { name: 'Preview' }).click()
    await expect(preview.getByRole('heading', { name: 'Changed meanwhile' })).toBeVisible()
    expect(await inPreview(() => window.innerWidth)).toBeGreaterThan(340)
  })
})

/** A file or folder in the tree. */
function item({ files }: Tabsmith, name: string): Locator {
  return files.getByRole('treeitem', { name, exact: true })
}

/** A file as the newest runtime has it. */
function onDisk(host: WebContainerHost, file: string): Promise<string> {
  return readFile(path.join(host.boots().at(-1)?.workdir ?? '', file), 'utf8')
}
