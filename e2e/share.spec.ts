import type { Page } from '@playwright/test'
import { routeTo } from './fake-api/route-to.ts'
import { startFakeGitHub } from './fake-github/fake-github.ts'
import { seedProject } from './seed.ts'
import { expect, test } from './test.ts'

test.use({ runtime: 'silent' })

const files = {
  'index.html':
    '<!doctype html><title>Tea</title><script type="module" src="/src/main.ts"></script>',
  'src/main.ts': "document.title = 'it ran'\n",
  '.env': 'TOKEN=secret\n',
}
/** What no compression makes short. */
const noise = Array.from({ length: 150_000 }, (_, i) =>
  (((i * 2_654_435_761) >>> 9) & 15).toString(16),
).join('')

const share = (page: Page) => page.getByRole('dialog', { name: 'Share' })

/** Opens an address as a person does who got it: in a page that was elsewhere. */
async function follow(page: Page, url: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(url)
}

test('a project travels as a link that is looked at before it is opened', async ({
  page,
  tabsmith,
}) => {
  await tabsmith.open()
  await seedProject(page, { id: 'tea', name: 'Tea timer', files })
  let link = ''

  await test.step('the dialog says how far the link gets and what stays at home', async () => {
    await page.goto('#/p/tea')
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await expect(share(page).getByText('Works anywhere.')).toBeVisible()
    await expect(share(page).getByText('secrets may be in it: .env')).toBeVisible()
    await expect(share(page).getByRole('img', { name: 'The link as a QR code' })).toBeVisible()
    link = await share(page).getByLabel('Link', { exact: true }).inputValue()
    expect(link).toMatch(/#\/s\/[\w-]+$/)
    await share(page).getByText('Embed in a page').click()
    await share(page).getByLabel('Theme').selectOption('Dark')
    await expect(share(page).getByText('?embed=1&amp;theme=dark#/s/')).toBeVisible()
  })

  await test.step('its receiver sees name and files, and nothing runs', async () => {
    await follow(page, link)
    await expect(page.getByRole('heading', { name: 'Tea timer' })).toBeVisible()
    await page.getByRole('button', { name: 'src/main.ts' }).click()
    await expect(page.getByText("document.title = 'it ran'")).toBeVisible()
    await expect(page.locator('iframe')).toHaveCount(0)
    await expect(page).toHaveTitle(/Tea timer/)
    await expect(page.getByText('.env')).toHaveCount(0)
  })

  await test.step('opened, it is a project beside the first', async () => {
    await page.getByRole('button', { name: 'Open as my project' }).click()
    await expect(page).toHaveURL(/#\/p\/(?!tea)/)
    await page.getByRole('link', { name: 'All projects' }).click()
    const shelf = page.getByRole('list', { name: 'Your projects' })
    await expect(shelf.getByRole('link', { name: 'Tea timer' })).toHaveCount(2)
  })

  await test.step('cut on its way, it says so', async () => {
    await follow(page, link.slice(0, -20))
    await expect(page.getByText('This link cannot be opened')).toBeVisible()
    await expect(page.getByText(/it is cut/)).toBeVisible()
    await page.getByRole('button', { name: 'All projects' }).click()
    await expect(page.getByRole('textbox', { name: 'Describe your app' })).toBeVisible()
  })
})

test('a project that no link holds becomes a gist with a short link', async ({
  page,
  context,
  tabsmith,
}) => {
  const github = await startFakeGitHub({ public: true })
  await routeTo(context, github.places)
  await tabsmith.open()
  await seedProject(page, {
    id: 'big',
    name: 'Big one',
    files: { ...files, 'src/noise.txt': noise },
  })
  await page.goto('#/p/big')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(share(page).getByText('Too long for a link.')).toBeVisible()
  await expect(share(page).getByRole('button', { name: 'Save gist' })).toBeDisabled()

  await share(page).getByLabel('GitHub token').fill('good')
  await share(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect(share(page).getByText('GitHub token saved')).toBeVisible()
  await share(page).getByRole('button', { name: 'Save gist' }).click()
  const field = share(page).getByLabel('Link', { exact: true })
  await expect(field).toHaveValue(/#\/g\/\w+$/)
  const link = await field.inputValue()
  expect(
    [...github.gists.values()].map(({ files: kept }) => JSON.stringify([...kept])),
  ).not.toContain('secret')

  await follow(page, link)
  await expect(page.getByRole('button', { name: 'src/noise.txt' })).toBeVisible()
  await expect(page.getByText('.env')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open as my project' }).click()
  await expect(page).toHaveURL(/#\/p\//)
  await github.close()
})

test('a link to a new project fills in the prompt and starts nothing', async ({
  page,
  baseURL,
  tabsmith,
  fakeModel,
}) => {
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await follow(page, `${baseURL ?? ''}#/new?template=vue-ts&prompt=A+sourdough%0Atimer`)
  await expect(page.getByRole('textbox', { name: 'Describe your app' })).toHaveValue(
    'A sourdough\ntimer',
  )
  await expect(page.getByRole('radio', { name: 'Vue' })).toBeChecked()
  await expect(page.getByText('This text came with a link.')).toBeVisible()
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  expect(fakeModel.requests).toEqual([])
})
