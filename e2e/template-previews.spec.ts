import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type * as Templates from '#projects/templates.ts'
import { serveApp } from './app-server.ts'
import { expect, test } from './engine-test.ts'
import { withSource } from './load-source.ts'

/** A template's main component: two versions with a counter, of which only the words differ. */
interface Edits {
  readonly file: string
  readonly source: (words: string) => string
  /** True: the second version comes in place of the first with its count kept. */
  readonly keepsState: boolean
  /** Where a rule for the heading goes that must change nothing but the heading's look. */
  readonly style?: (rule: string) => string
}

const react: Edits = {
  file: 'src/App.tsx',
  source: (words) => `import { useState } from 'react'

export function App() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>${words}</h1>
      <button onClick={() => setCount(count + 1)}>Count {count}</button>
    </main>
  )
}
`,
  keepsState: true,
}

const templates: Readonly<Record<string, Edits>> = {
  'react-ts': react,
  'react-tailwind-ts': react,
  'vue-ts': {
    file: 'src/App.vue',
    source: (words) => `<script setup lang="ts">
import { ref } from 'vue'

const count = ref<number>(0)
</script>

<template>
  <h1>${words}</h1>
  <button @click="count += 1">Count {{ count }}</button>
</template>
`,
    keepsState: true,
    style: (rule) => `\n<style scoped>\n${rule}\n</style>\n`,
  },
  'svelte-ts': {
    file: 'src/App.svelte',
    source: (words) => `<script lang="ts">
  let count = $state<number>(0)
</script>

<h1>${words}</h1>
<button onclick={() => (count += 1)}>Count {count}</button>
`,
    // As with Svelte's own plugin: a changed component starts anew.
    keepsState: false,
    style: (rule) => `\n<style>\n${rule}\n</style>\n`,
  },
  'vanilla-ts': {
    file: 'src/main.ts',
    source: (words) => `import './index.css'

let count = 0
const button = document.createElement('button')
const show = () => (button.textContent = \`Count \${count}\`)
button.addEventListener('click', () => {
  count += 1
  show()
})
show()
const heading = document.createElement('h1')
heading.textContent = '${words}'
document.querySelector('#app')?.replaceChildren(heading, button)
`,
    keepsState: false,
  },
}

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

for (const [id, { file, source, keepsState, style }] of Object.entries(templates)) {
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
