import type { Page } from '@playwright/test'
import {
  call,
  createGate,
  fault,
  rawCall,
  reply,
  startFakeModel,
  text,
} from './fake-model/fake-model.ts'
import type { FakeModel, Reply } from './fake-model/fake-model.ts'
import { modelApis } from './model-apis.ts'
import type { Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

// No fault of a model needs a runtime.
test.use({ runtime: 'silent' })

/** As OpenAI says it inside a stream of status 200. */
const overloaded = { message: 'Overloaded.', type: 'server_error', code: 'server_error' }

for (const { name: api, provider, key } of modelApis) {
  test.describe(api, () => {
    test.beforeEach(async ({ page, tabsmith, fakeModel }) => {
      await page.clock.install()
      await tabsmith.open()
      await tabsmith.useModel({ provider, baseURL: fakeModel.url, ...(key && { key }) })
      fakeModel.queue(reply(text('What shall it do?')))
      await tabsmith.build('a kitchen timer')
      await expect(tabsmith.log.getByText('What shall it do?')).toBeVisible()
      await tabsmith.rest()
    })

    test.afterEach(({ fakeModel }) => expectValidRequests(fakeModel))

    test('a refusal that waiting does not mend is told at once, with the way on', async ({
      tabsmith,
      fakeModel,
    }) => {
      const called = provider === 'OpenAI' ? provider : new URL(fakeModel.url).host
      const refusals: readonly Refusal[] = [
        {
          reply: fault.wrongKey(),
          says: key ? `${called} refused the key.` : `${called} asks for a key.`,
          hint: key ? 'Paste the key again in Settings' : 'Add your key in Settings.',
          action: 'Open settings',
        },
        {
          reply: fault.noCredit(),
          says: `There is no credit left with ${called}.`,
          hint: 'Add credit',
          action: 'Try again',
        },
        {
          reply: fault.paymentRequired(),
          says: `There is no credit left with ${called}.`,
          hint: 'Add credit',
          action: 'Try again',
        },
        {
          reply: fault.rateLimit({ retryAfter: 3600, exposed: true }),
          says: `${called} asks to slow down: too many requests for now.`,
          hint: 'Try again in 60 minutes',
          action: 'Try again',
        },
        {
          reply: fault.unknownModel('test-model'),
          says: `${called} has no model "test-model".`,
          hint: 'Choose another model in Settings.',
          action: 'Open settings',
        },
        {
          reply: fault.contextLength(),
          says: 'The conversation no longer fits into what this model can read.',
          hint: 'larger context',
          action: 'Choose a model',
        },
        {
          reply: fault.invalid('This model does not support tools.'),
          says: `${called} refused the request: This model does not support tools.`,
          hint: 'it must be able to call tools',
          action: 'Try again',
        },
      ]
      for (const [index, refusal] of refusals.entries()) {
        await test.step(refusal.says, () => recover(tabsmith, fakeModel, refusal, index))
      }
    })

    test('a fault that passes is waited for in plain sight', async ({
      page,
      tabsmith,
      fakeModel,
    }) => {
      const { log } = tabsmith
      await freeze(page)

      await test.step('a rate limit that says how long', async () => {
        fakeModel.queue(
          fault.rateLimit({ retryAfter: 30, exposed: true }),
          reply(text('Thirty seconds later.')),
        )
        await tabsmith.send('wait for it')
        await expect(log.getByText(/Rate limit reached. Trying again in 3\d s\./)).toBeVisible()
        await page.clock.runFor(10_000)
        await expect(log.getByText(/Trying again in 2\d s\./)).toBeVisible()
        expect(fakeModel.requests).toHaveLength(2)
        await page.clock.runFor(21_000)
        await expect(log.getByText('Thirty seconds later.')).toBeVisible()
      })

      const passing: readonly (readonly [what: string, reply: Reply, says: RegExp])[] = [
        [
          'a rate limit whose length the page may not read',
          fault.rateLimit({ retryAfter: 30 }),
          /Rate limit reached. Trying again in [12] s\./,
        ],
        [
          'a server fault',
          fault.server(),
          /has a fault of its own: The server had an error while processing your request\..* Trying again in [12] s\./,
        ],
        [
          'an error inside the stream',
          reply(text('This much is said twice.'), { errorAfter: { events: 5, error: overloaded } }),
          /Overloaded\. Trying again in [12] s\./,
        ],
        [
          'a connection that is cut in mid-text',
          reply(text('This much is said twice.'), { cutAfter: 5 }),
          /The connection was cut in the middle of the answer\. Trying again in [12] s\./,
        ],
      ]
      for (const [index, [what, refusal, says]] of passing.entries()) {
        await test.step(what, async () => {
          const answer = `This much is said twice. Answer ${index}.`
          fakeModel.queue(refusal, reply(text(answer)))
          await tabsmith.send(what)
          await expect(log.getByText(says)).toBeVisible()
          await page.clock.runFor(2000)
          await expect(log.getByText(answer)).toBeVisible()
          await expect(log.getByText(says)).toBeHidden()
          await tabsmith.rest()
        })
      }
      // What was cut off and then said again stands there once.
      await expect(log.getByText('This much', { exact: false })).toHaveCount(passing.length)
    })

    test('a fault that stays ends the turn, and the turn can go on later', async ({
      page,
      tabsmith,
      fakeModel,
    }) => {
      const { log } = tabsmith
      await freeze(page)
      fakeModel.answer(() => fault.server())
      await tabsmith.send('add a gong')
      for (let attempt = 1; attempt < 5; attempt++) {
        await expect(log.getByText(/Trying again in \d+ s\./)).toBeVisible()
        expect(fakeModel.requests).toHaveLength(1 + attempt)
        await page.clock.fastForward(20_000)
        await expect.poll(() => fakeModel.requests.length).toBe(2 + attempt)
      }
      await expect(log.getByText('Try again in a moment.')).toBeVisible()
      await expect(log.getByText('Nothing was lost: your message is kept.')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden()

      fakeModel.answer(() => reply(text('A gong it is.')))
      await tabsmith.goOn('Try again')
      await expect(log.getByText('A gong it is.')).toBeVisible()
      expect(lastUserText(fakeModel)).toContain('add a gong')
    })

    test('an answer that is cut again and again is kept as far as it came', async ({
      page,
      tabsmith,
      fakeModel,
    }) => {
      const { log } = tabsmith
      await freeze(page)
      // What the browser has not yet passed on is lost with a cut, so the last one waits for it.
      const gate = createGate()
      let answers = 0
      fakeModel.answer(() =>
        reply(text('Half of what was to be said.'), {
          cutAfter: 5,
          ...(++answers === 5 && { hold: { after: 5, gate } }),
        }),
      )
      await tabsmith.send('tell me all')
      for (let attempt = 1; attempt < 5; attempt++) {
        await expect(log.getByText(/in the middle of the answer\. Trying again in/)).toBeVisible()
        await expect(log.getByText('Half of')).toHaveCount(0)
        await page.clock.fastForward(20_000)
        await expect.poll(() => fakeModel.requests.length).toBe(2 + attempt)
      }
      await page.clock.resume()
      await expect(log.getByText('Half of')).toBeVisible()
      gate.open()
      await expect(log.getByText('What was finished is kept; try again to go on')).toBeVisible()
      await expect(log.getByText('Half of')).toHaveCount(1)

      fakeModel.answer(() => reply(text('And the other half.')))
      await tabsmith.goOn('Continue')
      await expect(log.getByText('And the other half.')).toBeVisible()
      expect(fakeModel.requests.at(-1)?.messages).toContainEqual({
        role: 'assistant',
        text: expect.stringMatching(/^Half of/),
      })
    })

    test('nothing is applied by halves', async ({ page, tabsmith, fakeModel }) => {
      const { log } = tabsmith
      await page.getByRole('tab', { name: 'Code' }).click()
      await tabsmith.files.getByRole('treeitem', { name: 'src', exact: true }).click()
      const file = (name: string) =>
        tabsmith.files.getByRole('treeitem', { name, exact: true, level: 2 })
      const write = (name: string) =>
        call('write', { path: `src/${name}`, content: 'export const minutes = 5\n'.repeat(8) })

      await test.step('a connection cut in the middle of a file', async () => {
        await freeze(page)
        fakeModel.queue(
          reply(write('cut.ts'), { cutAfter: 30 }),
          reply(write('cut.ts')),
          reply(text('Whole now.')),
        )
        await tabsmith.send('cut')
        await expect(log.getByText(/Trying again in [12] s\./)).toBeVisible()
        await expect(file('cut.ts')).toBeHidden()
        await expect(log.getByRole('button', { name: /cut\.ts/ })).toHaveCount(0)
        await page.clock.runFor(2000)
        await expect(log.getByText('Whole now.')).toBeVisible()
        await expect(file('cut.ts')).toBeVisible()
        await page.clock.resume()
      })

      await test.step('arguments that are not JSON', async () => {
        fakeModel.queue(
          reply(rawCall('write', '{"path":"src/malformed.ts","content":oops}')),
          reply(text('I call it off.')),
        )
        await tabsmith.send('malformed')
        await expect(
          log.getByRole('button', { name: /^Write refused.*invalid call$/ }),
        ).toBeVisible()
        await expect(log.getByText('I call it off.')).toBeVisible()
        expect(lastResult(fakeModel)).toContain('not valid JSON')
        await expect(file('malformed.ts')).toBeHidden()
      })

      await test.step('arguments cut off at the output limit', async () => {
        fakeModel.queue(
          reply(rawCall('write', '{"path":"src/long.ts","content":"export const a'), {
            finish: 'length',
          }),
          reply(text('Smaller, then.')),
        )
        await tabsmith.send('long')
        await expect(log.getByText('Smaller, then.')).toBeVisible()
        expect(lastResult(fakeModel)).toContain('your output was cut off; write smaller pieces')
        await expect(file('long.ts')).toBeHidden()
      })

      await test.step('whole arguments at the output limit', async () => {
        fakeModel.queue(
          reply(write('limit.ts'), { finish: 'length' }),
          reply(text('That just fitted.')),
        )
        await tabsmith.send('limit')
        await expect(log.getByText('That just fitted.')).toBeVisible()
        await expect(file('limit.ts')).toBeVisible()
      })

      await test.step('an answer cut off at the output limit is gone on with', async () => {
        fakeModel.queue(
          reply(text('The first half,'), { finish: 'length' }),
          reply(text('and the second half.')),
        )
        await tabsmith.send('halves')
        await expect(log.getByText('and the second half.')).toBeVisible()
        await expect(log.getByText('The first half,')).toBeVisible()
      })

      await test.step('a tool and arguments by other names', async () => {
        fakeModel.queue(
          reply(call('Write', { file_path: 'src/alias.ts', contents: 'export {}\n' })),
          reply(text('Understood anyway.')),
        )
        await tabsmith.send('alias')
        await expect(log.getByText('Understood anyway.')).toBeVisible()
        await expect(log.getByRole('button', { name: /^Wrote src\/alias\.ts/ })).toBeVisible()
        await expect(file('alias.ts')).toBeVisible()
      })

      await test.step('a tool that there is not', async () => {
        fakeModel.queue(reply(call('teleport', { to: 'Mars' })), reply(text('On foot, then.')))
        await tabsmith.send('teleport')
        await expect(log.getByText('On foot, then.')).toBeVisible()
        expect(lastResult(fakeModel)).toMatch(/Not run: .*teleport/)
      })
    })

    test('text arrives intact however its bytes are split', async ({ tabsmith, fakeModel }) => {
      const { log } = tabsmith
      for (const splitBytes of [1, 7]) {
        fakeModel.settings.splitBytes = splitBytes
        const path = `src/gruesse-${splitBytes}.ts`
        fakeModel.queue(
          reply(
            call('write', { path, content: `export const gruß = "${splitBytes} 🎈 東京 👩‍🚀"\n` }),
          ),
          reply(text(`Schöne Grüße, ${splitBytes} Stück 🎈 aus 東京 👩‍🚀`)),
        )
        await tabsmith.send(`Grüße in ${splitBytes}`)
        await expect(
          log.getByText(`Schöne Grüße, ${splitBytes} Stück 🎈 aus 東京 👩‍🚀`),
        ).toBeVisible()
        await tabsmith.rest()
        await tabsmith.openFile(path)
        await expect(tabsmith.editor).toContainText(`gruß = "${splitBytes} 🎈 東京 👩‍🚀"`)
      }
      expect(fakeModel.requests.at(-1)?.messages).toContainEqual(
        expect.objectContaining({ role: 'user', text: 'Grüße in 7' }),
      )
    })

    test('a network that is gone comes back, or another address is given', async ({
      page,
      context,
      tabsmith,
      fakeModel,
    }) => {
      const { log } = tabsmith

      await test.step('offline', async () => {
        await freeze(page)
        await context.setOffline(true)
        await tabsmith.send('from a train')
        await expect(
          log.getByText(/There is no network connection\. Trying again in [12] s\./),
        ).toBeVisible()
        // Longer than any list of attempts would last.
        for (let tunnel = 0; tunnel < 8; tunnel++) {
          await page.clock.fastForward(60_000)
          await expect(log.getByText(/Trying again in [1-9]\d* s\./)).toBeVisible()
        }
        await context.setOffline(false)
        fakeModel.queue(reply(text('Out of the tunnel.')))
        await expect(async () => {
          await page.clock.fastForward(10_000)
          await expect(log.getByText('Out of the tunnel.')).toBeVisible({ timeout: 1000 })
        }).toPass()
        await tabsmith.rest()
      })

      await test.step('a server that does not let pages in', async () => {
        fakeModel.settings.cors = false
        await recover(tabsmith, fakeModel, {
          says: `A server is at ${fakeModel.url}, but it does not let this page use it.`,
          hint: `Allow the origin ${new URL(page.url()).origin}`,
          action: 'Open settings',
          mend: () => (fakeModel.settings.cors = true),
        })
      })

      await test.step('nothing listens', async () => {
        const gone = await startFakeModel()
        await gone.close()
        await page.clock.resume()
        await tabsmith.useModel({ provider, baseURL: gone.url, ...(key && { key }) })
        await freeze(page)
        await tabsmith.send('anybody?')
        for (let attempt = 1; attempt < 3; attempt++) {
          const wait = log.getByText(
            new RegExp(`Nothing answers at .* Trying again in [1-9]\\d* s\\.`),
          )
          await expect(wait).toBeVisible()
          await page.clock.fastForward(20_000)
        }
        await expect(
          log.getByText(`Nothing answers at ${gone.url}.`, { exact: true }),
        ).toBeVisible()
        await expect(log.getByText(/^Start .*allow access to the local network/)).toBeVisible()
        await page.clock.resume()

        await tabsmith.useModel({ provider, baseURL: fakeModel.url, ...(key && { key }) })
        fakeModel.queue(reply(text('Here I am.')))
        await tabsmith.goOn('Try again')
        await expect(log.getByText('Here I am.')).toBeVisible()
      })
    })
  })
}

test('a key that is gone is asked for, and the message waits for it', async ({
  page,
  tabsmith,
  fakeModel,
}) => {
  const { log } = tabsmith
  const openAI = { provider: 'OpenAI', baseURL: fakeModel.url } as const
  fakeModel.queue(reply(text('A list it is.')))
  await tabsmith.open()
  await tabsmith.useModel({ ...openAI, key: 'sk-test' })
  await tabsmith.build('a list')
  await expect(log.getByText('A list it is.')).toBeVisible()
  await tabsmith.rest()
  await tabsmith.useModel({ ...openAI, key: '' })
  await tabsmith.send('now with colours')
  await expect(log.getByText('OpenAI asks for a key.')).toBeVisible()
  await expect(log.getByText('Add your key in Settings.')).toBeVisible()
  await expect(log.getByText('Nothing was lost: your message is kept.')).toBeVisible()
  expect(fakeModel.requests).toHaveLength(1)

  await log.getByRole('button', { name: 'Open settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('API key').fill('sk-new')
  await dialog.getByRole('button', { name: 'Save' }).click()
  fakeModel.queue(reply(text('In all of them.')))
  await tabsmith.goOn('Try again')
  await expect(log.getByText('In all of them.')).toBeVisible()
  expect(fakeModel.requests.at(-1)?.headers['authorization']).toBe('Bearer sk-new')
  expect(lastUserText(fakeModel)).toContain('now with colours')
  expectValidRequests(fakeModel)
})

/** A request that fails at once. */
interface Refusal {
  /** What is answered; undefined when nothing can answer. */
  readonly reply?: Reply
  readonly says: string
  readonly hint: string
  readonly action: string
  /** What sets it right outside the app. */
  readonly mend?: () => void
}

/** Meets a refusal, sees what it says, and goes on by "Try again". */
async function recover(
  { log, send, goOn, rest }: Tabsmith,
  fakeModel: FakeModel,
  refusal: Refusal,
  index = 0,
): Promise<void> {
  const message = `Message ${index}`
  if (refusal.reply) fakeModel.queue(refusal.reply)
  await send(message)
  await expect(log.getByText(refusal.says, { exact: true })).toBeVisible()
  await expect(log.getByText(refusal.hint)).toBeVisible()
  await expect(log.getByText('Nothing was lost: your message is kept.')).toBeVisible()
  await expect(log.getByRole('button', { name: refusal.action })).toBeVisible()

  refusal.mend?.()
  fakeModel.queue(reply(text(`Answer ${index}`)))
  await goOn('Try again')
  await expect(log.getByText(`Answer ${index}`)).toBeVisible()
  await rest()
  expect(lastUserText(fakeModel)).toContain(message)
}

/** Stops the page's clock, so that a test decides how long a wait takes. */
async function freeze(page: Page): Promise<void> {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000)
}

function expectValidRequests({ requests }: FakeModel): void {
  expect(requests.flatMap(({ problem }) => problem ?? [])).toEqual([])
}

/** What people said, in the last request. */
function lastUserText({ requests }: FakeModel): string[] {
  const messages = requests.at(-1)?.messages ?? []
  return messages.flatMap((message) => (message.role === 'user' ? [message.text] : []))
}

/** What the model was told of its last call, in the last request. */
function lastResult({ requests }: FakeModel): string | undefined {
  const messages = requests.at(-1)?.messages ?? []
  return messages.flatMap((message) => (message.role === 'result' ? [message.output] : [])).at(-1)
}
