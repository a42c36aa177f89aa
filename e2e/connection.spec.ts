import { fault, reply, startFakeModel, text } from './fake-model/fake-model.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

test('"Test connection" tells what is wrong and what to do', async ({
  page,
  context,
  tabsmith,
  fakeModel,
}) => {
  await tabsmith.open()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const finding = dialog.getByRole('status', { name: 'Connection' })
  const fill = async (fields: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(fields)) {
      await dialog.getByLabel(name, { exact: true }).fill(value)
    }
  }
  const find = async (...sentences: (string | RegExp)[]) => {
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    for (const sentence of sentences) await expect(finding).toContainText(sentence)
  }

  await test.step('nothing is sent while something is missing', async () => {
    await fill({ 'Base URL': fakeModel.url, Model: 'test-model' })
    await find('OpenAI asks for a key.', 'Add your key in Settings.')
    expect(fakeModel.requests).toHaveLength(0)
  })

  await test.step('it works, and how long it took', async () => {
    await fill({ 'API key': 'sk-test' })
    fakeModel.queue(reply(text('ready')))
    await find(/Connected in \d+ ms\. test-model answers\./)
  })

  await test.step('a wrong key', async () => {
    fakeModel.settings.key = 'sk-right'
    await find('OpenAI refused the key.', 'Paste the key again')
    fakeModel.settings.key = undefined
  })

  await test.step('no credit', async () => {
    fakeModel.queue(fault.noCredit())
    await find('There is no credit left with OpenAI.', 'Add credit')
    fakeModel.queue(fault.paymentRequired())
    await find('There is no credit left with OpenAI.', 'Add credit')
  })

  await test.step('a rate limit, a fault of the server', async () => {
    fakeModel.queue(fault.rateLimit())
    await find('OpenAI asks to slow down')
    fakeModel.queue(fault.server())
    await find('OpenAI has a fault of its own: The server had an error')
  })

  await test.step('an unknown model', async () => {
    fakeModel.settings.models = ['another-model']
    await find('OpenAI has no model "test-model".', 'Choose another model')
    fakeModel.settings.models = undefined
  })

  await test.step('offline', async () => {
    await context.setOffline(true)
    await find('There is no network connection.')
    await context.setOffline(false)
  })

  await test.step('nothing listens', async () => {
    const gone = await startFakeModel()
    await gone.close()
    await fill({ 'Base URL': gone.url })
    await find(`Nothing answers at ${gone.url}.`)
  })

  await test.step('a server that lets no page in', async () => {
    fakeModel.settings.cors = false
    await dialog.getByLabel('Provider').selectOption({ label: 'Another OpenAI-compatible server' })
    await fill({ 'Base URL': fakeModel.url, Model: 'test-model' })
    await find(
      `A server is at ${fakeModel.url}, but it does not let this page use it.`,
      `Allow the origin ${new URL(page.url()).origin} on the server (CORS)`,
    )
  })

  await test.step('Ollama refuses this page: the line to paste', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await dialog.getByLabel('Provider').selectOption({ label: 'Ollama (on this computer)' })
    await fill({ 'Base URL': fakeModel.url, Model: 'qwen3-coder:30b' })
    const line = `OLLAMA_ORIGINS=${new URL(page.url()).origin} ollama serve`
    await find('it does not let this page use it')
    await expect(finding.getByText(line, { exact: true })).toBeVisible()
    await finding.getByRole('button', { name: 'Copy command' }).click()
    await expect(page.getByText('Command copied')).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(line)
  })

  await test.step('Ollama does not have the model: the line that fetches it', async () => {
    fakeModel.settings.cors = true
    fakeModel.settings.models = ['llama']
    await find('Ollama has no model "qwen3-coder:30b".')
    await expect(finding.getByText('ollama pull qwen3-coder:30b', { exact: true })).toBeVisible()
  })

  await test.step('a finding does not outlive what it was about', async () => {
    await fill({ Model: 'llama' })
    await expect(finding).toBeEmpty()
    fakeModel.queue(reply(text('ready')))
    await find('llama answers.')
  })

  // Testing saves nothing.
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(dialog.getByLabel('Provider')).toHaveValue('openai')
  await expect(dialog.getByLabel('API key')).toHaveValue('')
})
