import { startProject } from './stories/start-project.ts'
import { expect, test } from './test.ts'

test.use({ engine: 'auto' })
test.beforeEach(() => test.setTimeout(120_000))

const shown = { timeout: 60_000 }

test('the embedded engine shows the project, then the WebContainer takes over', async ({
  tabsmith,
  fakeModel,
}) => {
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible(shown)
  await expect(tabsmith.engine).toHaveAccessibleName('Runtime: WebContainer', shown)
  await expect(tabsmith.runtime).toContainText('WebContainer ready', shown)
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible(shown)
})

test('a preview in use stays until its person switches', async ({ page, tabsmith, fakeModel }) => {
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.engine).toHaveAccessibleName('Runtime: Embedded')
  const heading = tabsmith.preview.getByRole('heading').first()
  await expect(heading).toBeVisible(shown)
  await heading.click()
  await page.getByRole('button', { name: 'Switch', exact: true }).click(shown)
  await expect(tabsmith.runtime).toContainText('WebContainer ready')
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible(shown)
})

test('without a WebContainer the app is there, with the reason, and a retry brings it', async ({
  page,
  tabsmith,
  fakeModel,
  host,
}) => {
  host.misbehave('refuse')
  await startProject(tabsmith, fakeModel)
  await expect(tabsmith.preview.getByRole('heading').first()).toBeVisible(shown)
  const notice = page.getByRole('status').filter({ hasText: 'Running on the embedded engine' })
  await expect(notice).toContainText('WebContainer refused to start', shown)
  await expect(notice).toContainText('Servers and npx tools other than tsc and vite need')
  host.misbehave('none')
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(tabsmith.engine).toHaveAccessibleName('Runtime: WebContainer', shown)
})

test('what a project runs on is kept with it', async ({ page, tabsmith, fakeModel }) => {
  await startProject(tabsmith, fakeModel)
  await tabsmith.chooseEngine('Embedded')
  await expect(tabsmith.runtime).toContainText('Embedded engine ready', shown)
  await tabsmith.saved()
  await page.reload()
  await expect(tabsmith.runtime).toContainText('Embedded engine ready', shown)
  await tabsmith.engine.click()
  await expect(page.getByRole('radio', { name: 'Embedded', exact: true })).toBeChecked()
  await expect(page.getByRole('dialog', { name: 'Runtime' })).toContainText(
    'Nothing is loaded from StackBlitz',
  )
})
