import { modelApis } from './model-apis.ts'
import { buildTodoApp, renameTodoApp } from './stories/todo-app.ts'
import { expect, test } from './test.ts'

for (const { name, provider, key } of modelApis) {
  test(`someone describes an app, watches it being built by ${name}, and changes it`, async ({
    tabsmith,
    fakeModel,
    page,
  }) => {
    test.setTimeout(240_000)
    const { log, preview, runtime } = tabsmith
    fakeModel.settings.key = key
    fakeModel.queue(...buildTodoApp)

    await test.step('settings, a prompt, one button', async () => {
      await tabsmith.open()
      await tabsmith.useModel({ provider, baseURL: fakeModel.url, ...(key && { key }) })
      await tabsmith.build('a to-do app')
      await expect(page).toHaveURL(/#\/p\/[\w-]+$/)
      await expect(log).toContainText('a to-do app')
    })

    await test.step('every call is a line that says what was done', async () => {
      await expect(log).toContainText('I look at what is there first.')
      await expect(log.getByRole('button', { name: /Added nanoid/ })).toBeVisible({
        timeout: 90_000,
      })
      await expect(log.getByRole('button', { name: 'Ran npm test exit 1' })).toBeVisible({
        timeout: 30_000,
      })
      await expect(log.getByRole('button', { name: /^Checked .*no problems$/ })).toBeVisible({
        timeout: 60_000,
      })
      await tabsmith.rest()
      await expect(log.getByText('Your to-do app is in the preview.')).toBeVisible()
    })

    await test.step('the app runs', async () => {
      await expect(runtime).toContainText('ready', { timeout: 60_000 })
      await expect(preview.getByRole('heading', { name: 'Things to do' })).toBeVisible()
      await preview.getByRole('textbox', { name: 'What to do' }).fill('Bread')
      await preview.getByRole('button', { name: 'Add' }).click()
      await preview.getByRole('checkbox', { name: 'Bread' }).check()
    })

    await test.step('a follow-up changes it by hot reload: its state is kept', async () => {
      fakeModel.queue(...renameTodoApp)
      await tabsmith.send('call it Groceries')
      await expect(preview.getByRole('heading', { name: 'Groceries' })).toBeVisible()
      await expect(preview.getByRole('checkbox', { name: 'Bread' })).toBeChecked()
      await tabsmith.rest()
    })

    await test.step('what a process wrote came back, what it generated did not', async () => {
      await tabsmith.openFile('package.json')
      await expect(tabsmith.editor).toContainText('"nanoid"')
      await expect(
        tabsmith.files.getByRole('treeitem', { name: 'package-lock.json' }),
      ).toBeVisible()
      await expect(tabsmith.files.getByRole('treeitem', { name: 'node_modules' })).toHaveCount(0)
    })

    await test.step('a reload finds everything as it was, and the preview comes back', async () => {
      await tabsmith.saved()
      await page.reload()
      await expect(log.getByText('It is called Groceries now.')).toBeVisible()
      await expect(runtime).toContainText('ready', { timeout: 90_000 })
      await page.getByRole('tab', { name: 'Preview' }).click()
      await expect(preview.getByRole('heading', { name: 'Groceries' })).toBeVisible()
      await tabsmith.openFile('src/App.tsx')
      await expect(tabsmith.editor).toContainText('<h1>Groceries</h1>')
    })

    await test.step('the home page shows it with a picture of the app', async () => {
      await page.getByRole('link', { name: 'All projects' }).click()
      const card = page.getByRole('list', { name: 'Your projects' }).getByRole('listitem')
      await expect(card).toHaveCount(1)
      await expect(card.locator('img')).toHaveAttribute('src', /^data:image\/svg\+xml/)
    })

    expect(fakeModel.requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
    const api = provider === 'OpenAI' ? 'responses' : 'chat'
    expect(fakeModel.requests.every((request) => request.api === api)).toBe(true)
  })
}
