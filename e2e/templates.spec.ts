import { expect, test as base, type Page } from '@playwright/test'
import type * as Sample from '#models/sample.ts'
import type * as Templates from '#projects/templates.ts'
import type { FileTree } from '#workspace/workspace.ts'
import { applySample } from './apply-sample.ts'
import { withSource } from './load-source.ts'
import { createNodeProject, type NodeProject } from './node-project.ts'

const test = base.extend<{ install: (files: FileTree) => Promise<NodeProject> }>({
  install: async ({}, use) => {
    const projects: NodeProject[] = []
    await use(async (files) => {
      const project = await createNodeProject(files)
      projects.push(project)
      await project.npm('ci')
      return project
    })
    for (const project of projects) await project.close()
  },
})

const template = (id: string): Promise<FileTree> =>
  withSource(async (load) => {
    const { loadTemplate } = await load<typeof Templates>('projects/templates.ts')
    return loadTemplate(id)
  })

const sample = (): Promise<FileTree> =>
  withSource(async (load) => {
    const { sampleSteps, sampleTemplate } = await load<typeof Sample>('models/sample.ts')
    const { loadTemplate } = await load<typeof Templates>('projects/templates.ts')
    return applySample(await loadTemplate(sampleTemplate), sampleSteps)
  })

// All this is what a person does with an exported project: plain Node, npm and the registry.
test.setTimeout(180_000)

/** Opens the page; anything that it logs as an error fails the test. */
async function open(page: Page, url: string): Promise<void> {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  expect(problems).toEqual([])
}

for (const id of ['react-ts', 'react-tailwind-ts', 'vue-ts', 'svelte-ts', 'vanilla-ts']) {
  test(`the template ${id} installs, builds and serves its page`, async ({ page, install }) => {
    const project = await install(await template(id))
    await project.npm('run', 'build')
    if (id === 'vue-ts' || id === 'svelte-ts') await project.npm('run', 'check')
    for (const script of ['dev', 'preview'] as const) {
      await open(page, await project.serve(script))
      await expect(page.getByRole('heading', { name: 'Your app will appear here' })).toBeVisible()
    }
  })
}

test('the sample passes the type check, builds and does what it says', async ({
  page,
  install,
}) => {
  const project = await install(await sample())
  await project.npm('run', 'build')

  // A Wednesday, so that there are days before today in the week, and days to come.
  await page.clock.setFixedTime(new Date(2026, 2, 11, 9))
  await open(page, await project.serve('preview'))
  await expect(page).toHaveTitle('Daybook')
  await expect(page.getByText('0 of 3 done today')).toBeVisible()

  const walk = page.getByRole('listitem').filter({ hasText: 'Walk outside' })
  await expect(walk.getByRole('button', { name: 'Thursday, March 12' })).toBeDisabled()
  for (const day of ['Monday, March 9', 'Tuesday, March 10']) {
    await walk.getByRole('button', { name: day }).click()
  }
  await expect(walk).toContainText('2 days in a row')
  await walk.getByRole('button', { name: 'Wednesday, March 11' }).click()
  await expect(walk).toContainText('3 days in a row')
  await expect(page.getByText('1 of 3 done today')).toBeVisible()

  await page.getByLabel('New habit').fill('walk outside')
  await page.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('status')).toContainText('is on the page already')
  await page.getByLabel('New habit').fill('Stretch')
  await page.getByLabel('New habit').press('Enter')
  await expect(page.getByRole('listitem')).toHaveCount(4)

  await page.getByRole('button', { name: 'Remove Walk outside' }).click()
  await expect(walk).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(walk).toContainText('3 days in a row')

  await page.reload()
  await expect(walk).toContainText('3 days in a row')
  await expect(page.getByRole('listitem')).toHaveCount(4)
  await page.getByRole('button', { name: 'Previous week' }).click()
  await expect(page.getByText('Week of March 2')).toBeVisible()

  await page.setViewportSize({ width: 390, height: 844 })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
})
