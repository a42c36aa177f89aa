import { reply, text } from '../fake-model/script.ts'
import { costFigures, median, round } from './figures.ts'
import { expect, test } from './test.ts'
import { earlierTurns, markdown, smallProject } from './texts.ts'

const DELTA = 4
const END = 'This is where the answer ends.'
const ANSWER = `${markdown(12_000)}\n\n${END}`

/** How often each length is measured, by turns, so that both meet the same noise. */
const ROUNDS = 5

/**
 * Milliseconds between deltas. At 1 ms the answer takes seconds and is drawn in
 * hundreds of frames; at 0 it pours in and is bound by what the page can take.
 */
for (const pace of [1, 0]) {
  const speed = pace > 0 ? `${pace} ms apart` : 'as fast as they come'
  const name = `A 12 KB answer in ${DELTA}-character deltas, ${speed}, after 20 turns: no task over 50 ms, script under 1.5 s`

  test(name, async ({ openProject, fakeModel, measureTurn, tabsmith, found }) => {
    test.setTimeout(120_000)
    await openProject({ id: 'answer', files: smallProject, turns: earlierTurns(20) })
    fakeModel.queue(reply(text(ANSWER), { deltaSize: DELTA, pace }))
    const cost = await measureTurn('Tell me all about it.')
    await expect(tabsmith.log).toContainText(END)
    await found({
      name,
      figures: costFigures(cost),
      limits: { longTasks: { exactly: 0 }, scriptMs: { atMost: 1500 } },
    })
  })
}

const growth = 'The same answer after 1 and after 100 turns: flat within noise'

/** Medians of equal runs differ by less than this, even on a machine that does other things. */
const NOISE = 0.25

test(growth, async ({ openProject, fakeModel, measureTurn, found }) => {
  test.setTimeout(300_000)
  const script = { 1: [] as number[], 100: [] as number[] }
  const longest: number[] = []
  for (let at = 0; at < ROUNDS; at++) {
    for (const turns of [1, 100] as const) {
      const id = `growth-${turns}-${at}`
      await openProject({ id, files: smallProject, turns: earlierTurns(turns) })
      fakeModel.queue(reply(text(ANSWER), { deltaSize: DELTA, pace: 1 }))
      const cost = await measureTurn('Tell me all about it.')
      script[turns].push(round(cost.scriptMs))
      longest.push(cost.longestTaskMs)
    }
  }
  await found({
    name: growth,
    figures: {
      scriptMsAfter1: script[1],
      scriptMsAfter100: script[100],
      ratio: round(median(script[100]) / median(script[1]), 2),
      spreadAfter1: round(spread(script[1]), 2),
      spreadAfter100: round(spread(script[100]), 2),
      longestTaskMs: round(Math.max(...longest), 1),
    },
    limits: { ratio: { atMost: 1 + NOISE } },
  })
})

/** How far apart equal runs are, as a share of their median. */
function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values)
}
