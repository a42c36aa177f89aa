import { test } from './core-test.ts'
import { median, round } from './figures.ts'
import { manyFiles } from './texts.ts'

/** Of each file, in characters: as long as a component. */
const FILE_LENGTH = 3000
/** By the names that the figures end in. One folder of them all is the most that a version can have to write. */
const PROJECTS = {
  Of40: manyFiles(40, FILE_LENGTH),
  Of400: manyFiles(400, FILE_LENGTH),
  Of2000: manyFiles(2000, FILE_LENGTH),
  Of2000InOneFolder: manyFiles(2000, FILE_LENGTH, 1),
}
type Project = keyof typeof PROJECTS
const ids = Object.keys(PROJECTS) as Project[]

/** How many checkpoints of each project are measured, by turns, so that all meet the same noise. */
const ROUNDS = 17
/** The first of them run code that the browser has not compiled yet, and are reported by themselves. */
const WARM_UP = 2
const EARLIER = 1000
/** Medians of equal work differ by less than this. */
const NOISE = 0.5

interface Checkpoint {
  /** The main thread's own time for it. */
  readonly ms: number
  readonly longestTaskMs: number
  /** Until it was on disk. */
  readonly wallMs: number
}

type Measured = Readonly<Record<Project, Checkpoint[]>>

const name = `A checkpoint of one changed file among 40, 400 and 2,000, also after ${EARLIER.toLocaleString('en')} others (src/history over IndexedDB, on a page of its own): at most 15 ms of the main thread, flat`

test(name, async ({ openCorePage, page, meter, found }) => {
  test.setTimeout(1_200_000)

  /** In a page that was just loaded, as a project is opened. */
  async function measure(): Promise<Measured> {
    await openCorePage()
    const measured: Measured = { Of40: [], Of400: [], Of2000: [], Of2000InOneFolder: [] }
    for (const id of ids) {
      await page.evaluate(([id, files]) => core.openProject(id, files), [id, PROJECTS[id]] as const)
    }
    for (let at = 0; at < ROUNDS; at++) {
      for (const id of ids) {
        await page.evaluate((id) => core.edit(id), id)
        const stop = await meter.start()
        const wallMs = await page.evaluate((id) => core.checkpoint(id), id)
        const { busyMs, longestTaskMs } = await stop()
        measured[id].push({ ms: busyMs, longestTaskMs, wallMs })
      }
    }
    return measured
  }

  const fresh = await measure()
  for (const id of ids) {
    await page.evaluate(([id, count]) => core.checkpoints(id, count), [id, EARLIER] as const)
  }
  const later = await measure()

  await found({
    name,
    figures: {
      ...figuresOf('ms', fresh, ''),
      ...figuresOf('ms', later, 'Later'),
      flatness: ratio(fresh.Of2000, fresh.Of40),
      flatnessLater: ratio(later.Of2000, later.Of40),
      laterToFresh: Math.max(...ids.map((id) => ratio(later[id], fresh[id]))),
      ...figuresOf('longestTaskMs', later, 'Later'),
      ...figuresOf('wallMs', fresh, ''),
      ...figuresOf('wallMs', later, 'Later'),
      msOfFirst: round(Math.max(...ids.map((id) => fresh[id][0]?.ms ?? Number.NaN)), 1),
      msOfEachLater: ids.map((id) => later[id].map(({ ms }) => round(ms, 1))),
    },
    limits: {
      ...Object.fromEntries(
        ids.flatMap((id) => [`ms${id}`, `ms${id}Later`]).map((figure) => [figure, { atMost: 15 }]),
      ),
      flatness: { atMost: 1 + NOISE },
      flatnessLater: { atMost: 1 + NOISE },
      laterToFresh: { atMost: 1 + NOISE },
    },
  })
})

function medianOf(what: keyof Checkpoint, checkpoints: readonly Checkpoint[]): number {
  return median(checkpoints.slice(WARM_UP).map((checkpoint) => checkpoint[what]))
}

function ratio(these: readonly Checkpoint[], those: readonly Checkpoint[]): number {
  return round(medianOf('ms', these) / medianOf('ms', those), 2)
}

/** A figure of each project; `suffix` tells the two times apart. */
function figuresOf(what: keyof Checkpoint, measured: Measured, suffix: string) {
  return Object.fromEntries(
    ids.map((id) => [`${what}${id}${suffix}`, round(medianOf(what, measured[id]), 1)]),
  )
}
