import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { routeTo } from './fake-api/route-to.ts'
import { startFakeGitHub } from './fake-github/fake-github.ts'
import { reply, text } from './fake-model/fake-model.ts'
import { startFakeNetlify } from './fake-netlify/fake-netlify.ts'
import { expect, test } from './test.ts'

test.use({ engine: 'embedded' })

/** Building may have to fetch its compilers first. Milliseconds. */
const built = { timeout: 60_000 }

test('an app is built and published on Netlify, on Pages and as a zip', async ({
  page,
  context,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(180_000)
  const netlify = await startFakeNetlify()
  const github = await startFakeGitHub({ public: true })
  await routeTo(context, { ...netlify.places, ...github.places })
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await page.getByRole('radio', { name: 'Plain TypeScript' }).click()
  fakeModel.queue(reply(text('Tick.')))
  await tabsmith.build('a metronome')
  await expect(tabsmith.log.getByText('Tick.')).toBeVisible()
  const dialog = page.getByRole('dialog', { name: 'Publish' })
  await page.getByRole('button', { name: 'Publish', exact: true }).click()

  await test.step('Netlify', async () => {
    await page.getByRole('tab', { name: 'Netlify' }).click()
    await dialog.getByLabel('Netlify token').fill('good')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByLabel('Name').fill('tick-tock')
    await dialog.getByRole('button', { name: 'Build and deploy' }).click()
    await expect(dialog.getByText('Live at')).toBeVisible(built)
    expect([...(netlify.published('tick-tock')?.keys() ?? [])]).toContain('index.html')
    await expect(dialog.getByLabel('Site')).toHaveValue(/./)
  })

  await test.step('GitHub Pages, at the path that the site will have', async () => {
    await page.getByRole('tab', { name: 'GitHub' }).click()
    await dialog.getByLabel('GitHub token').fill('good')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    // GitHub's free plan has Pages for public repositories only.
    await dialog.getByRole('checkbox', { name: /^Private/ }).uncheck()
    await dialog.getByRole('button', { name: 'Push', exact: true }).click()
    await expect(dialog.getByText('Pushed to')).toBeVisible()
    const pages = dialog.getByRole('region', { name: 'GitHub Pages' })
    await pages.getByRole('button', { name: 'Build and publish' }).click()
    await expect(pages.getByText(/^Live at|It will be at/)).toBeVisible(built)
    const page0 = github.repository('me/metronome').files('gh-pages').get('index.html')
    expect(new TextDecoder().decode(page0)).toContain('/metronome/assets/')
  })

  await test.step('a zip for any other host', async () => {
    await page.getByRole('tab', { name: 'Download' }).click()
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Build and download' }).click()
    const zip = unzipSync(await readFile(await (await download).path()))
    expect(Object.keys(zip)).toContainEqual(expect.stringMatching(/^Metronome site\/index\.html$/))
  })
  await netlify.close()
  await github.close()
})
