import { reply, text } from './fake-model/fake-model.ts'
import { templateEdits } from './stories/template-edits.ts'
import { expect, test } from './test.ts'

/** As the home page names them. */
const names: Readonly<Record<string, string>> = {
  'react-ts': 'React',
  'react-tailwind-ts': 'React and Tailwind',
  'vue-ts': 'Vue',
  'svelte-ts': 'Svelte',
  'vanilla-ts': 'Plain TypeScript',
}

// The embedded engine's part is template-previews.spec.ts.
for (const [id, { file, source, keepsState }] of Object.entries(templateEdits)) {
  test(`the template ${id} runs on WebContainer, and takes edits`, async ({
    page,
    tabsmith,
    fakeModel,
  }) => {
    test.setTimeout(120_000)
    const { preview, editor } = tabsmith
    fakeModel.queue(reply(text('What shall it do?')))
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
    await page.getByRole('radio', { name: names[id] ?? id, exact: true }).click()
    await tabsmith.build('an app')
    await expect(tabsmith.runtime).toContainText('WebContainer ready', { timeout: 90_000 })
    await expect(preview.getByRole('heading', { name: 'Your app will appear here' })).toBeVisible({
      timeout: 30_000,
    })

    const write = async (words: string) => {
      await page.getByRole('tab', { name: 'Code' }).click()
      await editor.press('ControlOrMeta+a')
      await page.keyboard.insertText(source(words))
      await page.getByRole('tab', { name: 'Preview' }).click()
      await expect(preview.getByRole('heading', { name: words })).toBeVisible()
    }
    await tabsmith.openFile(file)
    await write('Bread')
    await preview.getByRole('button', { name: 'Count 0' }).click()
    await expect(preview.getByRole('button')).toHaveText('Count 1')
    await write('Butter')
    await expect(preview.getByRole('button')).toHaveText(keepsState ? 'Count 1' : 'Count 0')
  })
}
