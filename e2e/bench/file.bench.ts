import type { FakeModel } from '../fake-model/fake-model.ts'
import { call, reply, text, type Reply } from '../fake-model/script.ts'
import { costFigures, median, round } from './figures.ts'
import type { Cost } from './meter.ts'
import { expect, test } from './test.ts'
import { code, smallProject } from './texts.ts'

const DELTA = 4
const SMALL = 100_000
const LARGE = 400_000
/** How often each size is measured, by turns; the middle counts. */
const ROUNDS = 3

const name =
  'A 400 KB file streamed in 4-character deltas, shown live: at most 4.6 times as long as 100 KB, no task over 50 ms'

test(name, async ({ openProject, fakeModel, measureTurn, tabsmith, page, found }) => {
  test.setTimeout(300_000)

  async function stream(id: string, size: number): Promise<Cost> {
    await openProject({ id, files: smallProject })
    // Not measured: the first request loads the SDK, the first file the editor.
    fakeModel.queue(reply(text('Ready.')))
    await measureTurn('Are you there?')
    await tabsmith.openFile('src/main.ts')
    await expect(tabsmith.editor).toBeVisible()

    fakeModel.queue(writing(size), reply(text('Done.')))
    const live = page.getByText('Read-only while the agent writes').waitFor({ timeout: 60_000 })
    const cost = await measureTurn('Write the table.')
    await live
    await expect(tabsmith.log.getByRole('button', { name: /^Wrote src\/table\.ts/ })).toBeVisible()
    return cost
  }

  const small: Cost[] = []
  const large: Cost[] = []
  for (let at = 0; at < ROUNDS; at++) {
    small.push(await stream(`small-${at}`, SMALL))
    large.push(await stream(`large-${at}`, LARGE))
  }
  const serverMs = await timeServer(fakeModel)
  const ratio = (of: (cost: Cost) => number) =>
    round(median(large.map(of)) / median(small.map(of)), 2)
  const all = [...small, ...large]
  await found({
    name,
    figures: {
      timeRatio: ratio(({ wallMs }) => wallMs),
      busyRatio: ratio(({ busyMs }) => busyMs),
      scriptRatio: ratio(({ scriptMs }) => scriptMs),
      longTasks: all.reduce((sum, { longTasks }) => sum + longTasks, 0),
      longestTaskMs: round(Math.max(...all.map(({ longestTaskMs }) => longestTaskMs)), 1),
      // What bounds the time: well under the page's, so it is the page.
      serverAloneMsFor400KB: round(serverMs),
      of100KB: small.map(costFigures),
      of400KB: large.map(costFigures),
    },
    limits: {
      timeRatio: { atMost: 4.6 },
      busyRatio: { atMost: 4.6 },
      scriptRatio: { atMost: 4.6 },
      longTasks: { exactly: 0 },
    },
  })
})

function writing(size: number): Reply {
  const write = call('write', { path: 'src/table.ts', content: code(size) })
  return reply(write, { deltaSize: DELTA, pace: 0 })
}

/** How long the server takes for the large file when nobody looks at what it says. */
async function timeServer(fakeModel: FakeModel): Promise<number> {
  fakeModel.queue(writing(LARGE))
  const startedAt = performance.now()
  const response = await fetch(`${fakeModel.url}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
    body: JSON.stringify({
      model: 'test-model',
      stream: true,
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Write the table.' }] }],
    }),
  })
  expect(response.ok, 'the server answers').toBe(true)
  await response.arrayBuffer()
  return performance.now() - startedAt
}
