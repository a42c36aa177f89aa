import { expect, test } from '@playwright/test'
import { routeTo } from './fake-api/route-to.ts'
import { startFakeGitHub } from './fake-github/fake-github.ts'

test('a page that asks GitHub gets the stand-in’s answers, limits and cuts', async ({
  page,
  context,
}) => {
  const fake = await startFakeGitHub({ public: true })
  await routeTo(context, fake.places)
  fake
    .addRepository({ owner: 'me', name: 'app' })
    .commit('main', { 'naïve.bin': Uint8Array.of(0, 255) })
  await context.route('http://tabsmith.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Hi</p>' }),
  )
  await page.goto('http://tabsmith.test/')

  const ask = (address: string) =>
    page.evaluate(async (url) => {
      try {
        const response = await fetch(url, { headers: { authorization: 'Bearer good' } })
        return {
          status: response.status,
          left: response.headers.get('x-ratelimit-remaining'),
          text: await response.text(),
        }
      } catch (error) {
        return { failed: String(error) }
      }
    }, address)

  expect(await ask('https://api.github.com/user')).toMatchObject({ status: 200, left: '4999' })
  expect(await ask('https://api.github.com/repos/me/none')).toMatchObject({ status: 404 })
  for (const type of ['cut-before', 'lose-reply', 'cut-reply'] as const) {
    fake.misbehave({ type })
    expect(await ask('https://api.github.com/user')).toMatchObject({
      failed: 'TypeError: Failed to fetch',
    })
  }
  const head = fake.repository('me/app').head('main') ?? ''
  const bytes = await page.evaluate(
    async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())],
    `https://raw.githubusercontent.com/me/app/${head}/na%C3%AFve.bin`,
  )
  expect(bytes).toEqual([0, 255])
  await fake.close()
})
