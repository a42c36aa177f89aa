import { call, reply, text } from './fake-model/fake-model.ts'
import { expect, test } from './test.ts'

const app = (body: string) => `export function App() {\n${body}\n}\n`

/** A file that is there is read before it is written. */
const writesApp = (body: string) => [
  reply(call('read', { path: 'src/App.tsx' })),
  reply(call('write', { path: 'src/App.tsx', content: app(body) })),
]

test('what is wrong with the app is named, can be mended by hand or by the agent, and then goes', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(180_000)
  const { editor, log, preview, runtime } = tabsmith
  const previewTab = page.getByRole('tab', { name: 'Preview' })
  const rewrite = async (source: string) => {
    await tabsmith.openFile('src/App.tsx')
    await expect(editor).toContainText('export function App')
    await editor.press('ControlOrMeta+a')
    await page.keyboard.insertText(source)
    await previewTab.click()
  }

  fakeModel.queue(...writesApp('  return <h1>Bread</h1>'), reply(text('Here is bread.')))
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await tabsmith.build('bread')
  await expect(log.getByText('Here is bread.')).toBeVisible()
  await expect(runtime).toContainText('ready', { timeout: 90_000 })
  await expect(preview.getByRole('heading', { name: 'Bread' })).toBeVisible()

  await test.step('a syntax error: where, what, and the way there', async () => {
    const error = page.getByRole('alert', { name: 'Compile error' })
    await rewrite(app('  const salt = 1\n  return <h1>Butter</h2>'))
    await expect(error).toContainText(/src\/App\.tsx:3:\d+/)
    await expect(error).toContainText('return <h1>Butter</h2>')
    await expect(error).not.toContainText('/home/')
    await error.getByRole('button', { name: 'Open file' }).click()
    await expect(editor).toBeFocused()
    await expect(page.getByText(/^Ln 3, Col \d+$/)).toBeVisible()

    await rewrite(app('  return <h1>Butter</h1>'))
    await expect(error).toBeHidden()
    await expect(preview.getByRole('heading', { name: 'Butter' })).toBeVisible()
  })

  await test.step('a syntax error: the agent mends it', async () => {
    const error = page.getByRole('alert', { name: 'Compile error' })
    await rewrite(app('  return <h1>Salt</h1'))
    fakeModel.queue(...writesApp('  return <h1>Salt</h1>'), reply(text('The tag is closed now.')))
    await error.getByRole('button', { name: 'Fix this' }).click()
    await expect(log.getByText('The tag is closed now.')).toBeVisible()
    await expect(error).toBeHidden()
    await expect(preview.getByRole('heading', { name: 'Salt' })).toBeVisible()
    expect(sent()).toContain('The project does not compile. Find the cause and fix it.')
    expect(sent()).toContain('return <h1>Salt</h1')
    await tabsmith.rest()
  })

  await test.step('an exception: the error bar hands it to the agent, and goes with its cause', async () => {
    const bar = page.getByRole('alert').filter({ hasText: 'The yeast is dead' })
    await rewrite(app("  throw new Error('The yeast is dead')"))
    await expect(bar).toBeVisible()
    fakeModel.queue(...writesApp('  return <h1>Risen</h1>'), reply(text('Fresh yeast.')))
    await bar.getByRole('button', { name: 'Fix this' }).click()
    await expect(log.getByText('Fresh yeast.')).toBeVisible()
    expect(sent()).toContain('The yeast is dead')
    await expect(bar).toBeHidden()
    await expect(preview.getByRole('heading', { name: 'Risen' })).toBeVisible()
    await tabsmith.rest()
  })

  await test.step('an empty page says so', async () => {
    await rewrite(app('  return null'))
    await expect(page.getByText('The page is empty')).toBeVisible()
    await expect(page.getByText('The app started without errors')).toBeVisible()
    await rewrite(app('  return <h1>Full</h1>'))
    await expect(page.getByText('The page is empty')).toBeHidden()
    await expect(preview.getByRole('heading', { name: 'Full' })).toBeVisible()
  })

  function sent(): string {
    return fakeModel.requests.map(({ body }) => JSON.stringify(body)).join('\n')
  }
})
