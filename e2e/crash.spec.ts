import { setTimeout as wait } from 'node:timers/promises'
import { crashTab } from './crash-tab.ts'
import { call, reply, text } from './fake-model/fake-model.ts'
import type { FakeMessage, FakeRequest, Reply } from './fake-model/fake-model.ts'
import { modelApis } from './model-apis.ts'
import { createRandom } from './random.ts'
import { createTabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

/** With each of the two APIs. */
const KILLS = 10
/** A kill comes in one of so many answers of a turn, at most so late after it was asked for (ms). */
const ANSWERS = 5
const LATEST_KILL = 600
/** How many of the newest files are read again after a kill; after the last kill all are. */
const READ_AGAIN = 6

/** CRASH_SEED repeats the moments of an earlier run, as near as the machine's pace allows. */
const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 32))

test.use({ runtime: 'silent' })

for (const { name, provider, key } of modelApis) {
  test(`a page killed at ${KILLS} moments loses nothing that the model was told: ${name}`, async ({
    app,
    context,
    fakeModel,
    tabsmith,
  }) => {
    test.setTimeout(180_000)
    console.log(`CRASH_SEED=${seed}`)
    const random = createRandom(seed)
    const author = createAuthor()
    fakeModel.settings.deltaSize = 8
    fakeModel.settings.pace = 1
    fakeModel.answer(author.next)
    const { requests } = fakeModel

    await tabsmith.open()
    await tabsmith.useModel({ provider, baseURL: fakeModel.url, ...(key && { key }) })
    await tabsmith.build('count to the moon')
    const address = tabsmith.page.url()
    let opened = tabsmith
    let seen = 0

    for (let kill = 1; kill <= KILLS; kill++) {
      await test.step(`kill ${kill}`, async () => {
        const last = seen + Math.floor(random() * ANSWERS)
        await expect.poll(() => requests.length, { intervals: [20] }).toBeGreaterThan(last)
        await wait(random() * LATEST_KILL)
        await crashTab(opened.page)
        await opened.page.close()
        const told = requests.at(-1)
        seen = requests.length
        author.readAgain(kill === KILLS ? Infinity : READ_AGAIN)

        opened = createTabsmith(await context.newPage(), app.url)
        await opened.page.goto(address)
        const { log } = opened
        await expect(log.getByText('The page went away while this turn was running.')).toBeVisible()
        await expect(log.getByText(/^Nothing was lost: your message/)).toBeVisible()
        await opened.goOn('Continue')
        await expect.poll(() => requests.length).toBeGreaterThan(seen)
        expectBeginning(requests[seen], told)
      })
    }

    author.finish()
    await expect(opened.log.getByText('That is the moon.')).toBeVisible({ timeout: 30_000 })
    await opened.rest()
    const { files, read } = replay(requests.at(-1)?.messages ?? [])
    expect(files.size, 'files that the model was told of').toBeGreaterThan(2)
    expect([...files.keys()].filter((path) => !read.has(path))).toEqual([])
    expect(requests.flatMap(({ problem }) => problem ?? [])).toEqual([])

    await test.step('the newest file is in the editor as the model knows it', async () => {
      const { page, editor } = opened
      const [path = '', content = ''] = [...files].at(-1) ?? []
      const [line = ''] = content.split('\n')
      await page.getByRole('tab', { name: 'Code' }).click()
      await page.getByRole('button', { name: 'Search in files' }).click()
      await page.getByRole('textbox', { name: 'Search in files' }).fill(line)
      await page.getByRole('button', { name: `${path}:1` }).click()
      await expect(editor).toContainText(line)
    })
  })
}

const firstLine = (n: number, value: number) => `export const value${n} = ${value}`
const written = (n: number, value = 0) => `${firstLine(n, value)}\n${'// fuel\n'.repeat(30)}`
const pathOf = (n: number) => `src/step-${n}.ts`

/** A model that goes on for ever: each answer says something, writes a file and edits it. */
function createAuthor() {
  let steps = 0
  let toRead: string[] = []
  let finished = false
  return {
    next(): Reply {
      const paths = toRead
      toRead = []
      if (paths.length > 0) return reply(...paths.map((path) => call('read', { path })))
      if (finished) return reply(text('That is the moon.'))
      const n = ++steps
      return reply(
        text(`Step ${n}: ${'one more small step for a page. '.repeat(5)}`),
        call('write', { path: pathOf(n), content: written(n) }),
        call('edit', { path: pathOf(n), old: firstLine(n, 0), new: firstLine(n, n) }),
      )
    },
    /** The next answer reads so many of the newest files, the one being written included. */
    readAgain(count: number): void {
      const first = Math.max(1, steps - count + 1)
      toRead = Array.from({ length: steps - first + 1 }, (_, i) => pathOf(first + i))
    },
    finish(): void {
      finished = true
    },
  }
}

/** The instructions and the state of the project are written anew for each request. */
function isLasting(message: FakeMessage): boolean {
  const isState = message.role === 'user' && message.text.startsWith('[State of the project')
  return message.role !== 'system' && !isState
}

/** What was said and done by the end of one request is how the next one begins: every part is whole. */
function expectBeginning(next: FakeRequest | undefined, before: FakeRequest | undefined): void {
  const said = (request: FakeRequest | undefined) => (request?.messages ?? []).filter(isLasting)
  expect(said(next).slice(0, said(before).length)).toEqual(said(before))
}

/**
 * Does again what a conversation says was done, and compares what was read with it.
 * Gives the files as they must be, and which of them were read.
 */
function replay(messages: readonly FakeMessage[]) {
  const calls = new Map(
    messages.flatMap((message) => (message.role === 'call' ? [[message.callId, message]] : [])),
  )
  const files = new Map<string, string>()
  const read = new Set<string>()
  for (const message of messages) {
    if (message.role !== 'result') continue
    const made = calls.get(message.callId)
    const input = JSON.parse(made?.arguments ?? '{}') as Record<'path' | 'content', string>
    const n = Number(/step-(\d+)/.exec(input.path)?.[1])
    if (made?.tool === 'write' && message.output.startsWith('Wrote')) {
      files.set(input.path, input.content)
    } else if (made?.tool === 'edit' && message.output.startsWith('Edited')) {
      files.set(input.path, written(n, n))
    } else if (made?.tool === 'read' && !message.output.startsWith('Interrupted')) {
      read.add(input.path)
      const known = files.get(input.path)
      const possible = known === undefined ? [undefined, written(n), written(n, n)] : [known]
      // An edit that nobody was told of may have been done as well.
      if (known === written(n)) possible.push(written(n, n))
      expect(possible, input.path).toContain(contentOf(message.output))
    }
  }
  return { files, read }
}

/** A file as `read` shows it, without the line numbers; undefined when there is none. */
function contentOf(output: string): string | undefined {
  if (!output.startsWith('1\t')) return undefined
  return output.replace(/^\d+\t/gm, '') + '\n'
}
