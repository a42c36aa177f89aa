import { test } from '../test.ts'
import { soak } from './soak.ts'

/** A start of the browser, an act, a check: a generous share of each. Milliseconds. */
const PER_KILL = 30_000

/** SOAK_SEED repeats an earlier run. */
const given = process.env['SOAK_SEED']

/** The soak as a test: so many kills, one after another, on a browser profile of its own. */
export function soakTest(name: string, kills: number): void {
  test(`${name}: a browser killed ${kills} times in the midst of work loses nothing that was told`, async ({
    app,
    fakeModel,
    host,
  }) => {
    test.setTimeout((kills + 2) * PER_KILL)
    const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given)
    const silentHost = host.misbehavingOrigin('silent')
    await soak({ kills, seed, appUrl: app.url, fakeModel, silentHost })
  })
}
