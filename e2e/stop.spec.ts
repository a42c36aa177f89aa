import type { Page } from '@playwright/test'
import { call, createGate, fault, hang, reply, text } from './fake-model/fake-model.ts'
import { modelApis } from './model-apis.ts'
import { expect, test } from './test.ts'

for (const { name: api, provider, key } of modelApis) {
  test.describe(`stopping, by ${api}`, () => {
    // What the model is doing needs no runtime.
    test.use({ runtime: 'silent' })

    test('a turn stops wherever it is, and goes on from there', async ({
      page,
      tabsmith,
      fakeModel,
    }) => {
      const { log, files } = tabsmith
      await tabsmith.open()
      await tabsmith.useModel({ provider, baseURL: fakeModel.url, ...(key && { key }) })

      /** The gate stays shut, or the server silent: only Stop can end the turn. */
      const goOn = async (sentence: string) => {
        await expect(log.getByText('You stopped this turn.')).toBeVisible()
        await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden()
        fakeModel.queue(reply(text(sentence)))
        await tabsmith.goOn('Continue')
        await expect(log.getByText(sentence)).toBeVisible()
        await expect(log.getByText('You stopped this turn.')).toBeHidden()
        await tabsmith.rest()
      }

      await test.step('before the first word', async () => {
        fakeModel.queue(hang)
        await tabsmith.build('a metronome')
        await expect.poll(() => fakeModel.requests.length).toBe(1)
        await stop(page)
        await goOn('A metronome, then.')
        await expect.poll(() => fakeModel.requests[0]?.aborted).toBe(true)
        expect(fakeModel.requests.at(-1)?.messages).toContainEqual({
          role: 'user',
          text: 'a metronome',
        })
      })

      await test.step('in mid-text, by Escape: what was said stays', async () => {
        const gate = createGate()
        fakeModel.queue(reply(text('It ticks, and it never tocks.'), { hold: { after: 5, gate } }))
        await tabsmith.send('and then?')
        await expect(log.getByText('It ticks')).toBeVisible()
        await tabsmith.message.press('Escape')
        await goOn('It also tocks.')
        expect(fakeModel.requests.at(-1)?.messages).toContainEqual({
          role: 'assistant',
          text: expect.stringMatching(/^It tick/),
        })
        await expect(log.getByText('never tocks')).toHaveCount(0)
      })

      await test.step('in the middle of a file: nothing of it is written', async () => {
        const gate = createGate()
        const content = 'export const bpm = 120\n'.repeat(10)
        fakeModel.queue(
          reply(text('I write.'), call('write', { path: 'src/tempo.ts', content }), {
            hold: { after: 40, gate },
          }),
        )
        await tabsmith.send('set the tempo')
        await expect(log.getByRole('button', { name: /^Writing src\/tempo\.ts/ })).toBeVisible()
        await stop(page)
        await goOn('Without a file.')
        await tabsmith.openFile('src/main.tsx')
        await expect(files.getByRole('treeitem', { name: 'tempo.ts' })).toHaveCount(0)
      })

      await test.step('between a file that is written and the next one', async () => {
        const gate = createGate()
        const content = 'export {}\n'
        fakeModel.queue(
          reply(call('write', { path: 'src/one.ts', content })),
          reply(call('write', { path: 'src/two.ts', content: content.repeat(20) }), {
            hold: { after: 40, gate },
          }),
        )
        await tabsmith.send('two files')
        await expect(log.getByRole('button', { name: /^Writing src\/two\.ts/ })).toBeVisible()
        await stop(page)
        await goOn('One will do.')
        await expect(files.getByRole('treeitem', { name: 'one.ts' })).toBeVisible()
        await expect(files.getByRole('treeitem', { name: 'two.ts' })).toHaveCount(0)
      })

      await test.step('while it waits to try again', async () => {
        fakeModel.queue(fault.rateLimit({ retryAfter: 100, exposed: true }))
        await tabsmith.send('faster')
        await expect(log.getByText(/Rate limit reached\. Trying again in \d+ s\./)).toBeVisible()
        await stop(page)
        await goOn('As fast as you like.')
        await expect(log.getByText(/Trying again/)).toBeHidden()
      })

      await test.step('and a reload in mid-turn is a stop too', async () => {
        const gate = createGate()
        fakeModel.queue(reply(text('Patience, please.'), { hold: { after: 5, gate } }))
        await tabsmith.send('slower')
        await expect(log.getByText('Pati')).toBeVisible()
        await page.reload()
        await expect(log.getByText('The page went away while this turn was running.')).toBeVisible()
        fakeModel.queue(reply(text('Where were we?')))
        await tabsmith.goOn('Continue')
        await expect(log.getByText('Where were we?')).toBeVisible()
      })

      expect(fakeModel.requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
    })
  })
}

test('a command that runs is ended with the turn', async ({ page, tabsmith, fakeModel }) => {
  test.setTimeout(180_000)
  const { log } = tabsmith
  const command = `node -e "console.log('begun'); setInterval(() => {}, 1000)"`
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  fakeModel.queue(
    reply(
      text('I watch.'),
      call('shell', { command, timeout_s: 600 }),
      call('write', { path: 'after.txt', content: 'never' }),
    ),
  )
  await tabsmith.build('a clock')
  await expect(log.getByText('begun', { exact: true })).toBeVisible({ timeout: 90_000 })
  await stop(page)
  await expect(log.getByText('You stopped this turn.')).toBeVisible()
  await expect(log.getByRole('button', { name: /^Stopped running node/ })).toBeVisible()
  await expect(log.getByRole('button', { name: /^Stopped writing after\.txt/ })).toBeVisible()

  fakeModel.queue(
    reply(call('shell', { command: 'echo still here' })),
    reply(text('The shell works.')),
  )
  await tabsmith.goOn('Continue')
  await expect(log.getByText('The shell works.')).toBeVisible({ timeout: 30_000 })
  await expect(log.getByRole('button', { name: /^Ran echo still here/ })).toBeVisible()
  expect(fakeModel.requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
})

async function stop(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Stop' }).click()
}
