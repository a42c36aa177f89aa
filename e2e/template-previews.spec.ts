import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type * as Templates from '#projects/templates.ts'
import { serveApp } from './app-server.ts'
import { expect, test } from './engine-test.ts'
import { withSource } from './load-source.ts'
import { templateEdits } from './stories/template-edits.ts'

/** Notes everything that a page logs as an error, its frames' too. */
function watch(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
}

async function template(id: string): Promise<Record<string, number[]>> {
  const files = await withSource(async (load) => {
    const { loadTemplate } = await load<typeof Templates>('projects/templates.ts')
    return loadTemplate(id)
  })
  return Object.fromEntries([...files].map(([file, bytes]) => [file, [...bytes]]))
}

for (const [id, { file, source, keepsState, style }] of Object.entries(templateEdits)) {
  test(`the template ${id} is shown, edited in place and built by the embedded engine`, async ({
    enginePage,
    openProject,
    context,
  }, info) => {
    test.setTimeout(120_000)
    const problems: string[] = []
    watch(enginePage, problems)
    const preview = await openProject(await template(id), { install: 'ci' })
    await expect(preview.getByRole('heading', { name: 'Your app will appear here' })).toBeVisible({
      timeout: 30_000,
    })
    const write = (text: string) =>
      enginePage.evaluate(([name, text]) => project.write({ [name]: text }), [file, text] as const)

    await test.step('an edit', async () => {
      await write(source('Bread'))
      await expect(preview.getByRole('heading', { name: 'Bread' })).toBeVisible()
      await preview.getByRole('button', { name: 'Count 0' }).click()
      await expect(preview.getByRole('button', { name: 'Count 1' })).toBeVisible()
      await write(source('Butter'))
      await expect(preview.getByRole('heading', { name: 'Butter' })).toBeVisible()
      const count = keepsState ? 'Count 1' : 'Count 0'
      await expect(preview.getByRole('button')).toHaveText(count)
    })

    if (style) {
      await test.step('a change of its style alone', async () => {
        const heading = preview.getByRole('heading')
        // With its first style a component starts anew: what is drawn already lacks the scope's mark.
        await write(source('Butter') + style('h1 { color: rgb(1, 2, 3) }'))
        await expect(heading).toHaveCSS('color', 'rgb(1, 2, 3)')
        await preview.getByRole('button', { name: 'Count 0' }).click()
        await write(source('Butter') + style('h1 { color: rgb(4, 5, 6) }'))
        await expect(heading).toHaveCSS('color', 'rgb(4, 5, 6)')
        await expect(preview.getByRole('button')).toHaveText('Count 1')
      })
    }

    await test.step('npm run build: what any static host can serve', async () => {
      const folder = info.outputPath('dist')
      const { output, files } = await enginePage.evaluate(async () => {
        const { code, output } = await project.run('npm', 'run', 'build')
        if (code !== 0) throw new Error(output)
        const read = await project.runtime.read('dist')
        return { output, files: [...read].map(([name, bytes]) => [name, [...bytes]] as const) }
      })
      expect(output).toContain('dist/index.html')
      for (const [name, bytes] of files) {
        const target = path.join(folder, name.slice('dist/'.length))
        await mkdir(path.dirname(target), { recursive: true })
        await writeFile(target, Uint8Array.from(bytes))
      }
      const server = await serveApp({ folder })
      const page = await context.newPage()
      watch(page, problems)
      await page.goto(server.url)
      await expect(page.getByRole('heading', { name: 'Butter' })).toBeVisible()
      await page.getByRole('button', { name: 'Count 0' }).click()
      await expect(page.getByRole('button')).toHaveText('Count 1')
      await server.close()
    })
    expect(problems).toEqual([])
  })
}
