import type { Page } from '@playwright/test'

/**
 * What the page's main thread did in a while. All but `wallMs` is the thread's
 * own processor time, which a busy machine does not stretch.
 */
export interface Cost {
  readonly wallMs: number
  /** JavaScript: functions, callbacks and microtasks, and the layouts that they force. */
  readonly scriptMs: number
  /** All tasks: script, style, layout, painting, collecting garbage. */
  readonly busyMs: number
  readonly longestTaskMs: number
  /** How many tasks took more than 50 ms: the browser's own definition of a long one. */
  readonly longTasks: number
}

export interface Meter {
  /** Begins to measure the page that is open; the answer ends it and says what it cost. */
  start(): Promise<() => Promise<Cost>>
  /** Bytes that the page's JavaScript holds on to, after a collection. */
  heapBytes(): Promise<number>
}

/** In microseconds. `dur` is wall time, `tdur` the thread's own. */
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const LONG_TASK_MS = 50
const CATEGORIES = [
  '-*',
  'disabled-by-default-v8.gc',
  'disabled-by-default-devtools.timeline',
  'v8.execute',
  'blink.user_timing',
]
const BEGIN = 'measure begins'
const END = 'measure ends'

/**
 * Playwright watches the network through the browser's inspector, which decodes
 * the whole of a finished answer once more, on the page's thread: up to 120 ms for
 * the 12 MB of a 400 KB file in 4-character deltas. Such a task is known by what it
 * lacks: script, rendering and collecting fill the page's own tasks.
 */
const INSPECTOR_MS = 10
const INSPECTOR_SHARE = 0.1

/** What runs script; they nest, and the outermost counts. */
const SCRIPT = new Set([
  'EvaluateScript',
  'FunctionCall',
  'RunMicrotasks',
  'v8.callFunction',
  'v8.run',
  'v8.evaluateModule',
])

/** Measures by the browser's own tracing, one page at a time. */
export function createMeter(page: Page): Meter {
  const browser = page.context().browser()
  if (!browser) throw new Error('A page without a browser cannot be traced.')
  const mark = (name: string) => page.evaluate((name) => void performance.mark(name), name)

  return {
    start: async () => {
      await browser.startTracing(page, { categories: CATEGORIES })
      await mark(BEGIN)
      return async () => {
        await mark(END)
        const trace = JSON.parse(String(await browser.stopTracing())) as {
          traceEvents: TraceEvent[]
        }
        return costOf(trace.traceEvents)
      }
    },
    heapBytes: async () => {
      const session = await page.context().newCDPSession(page)
      await session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      await session.detach()
      return usedSize
    },
  }
}

/** The work between the two marks, on the thread that set them. */
function costOf(events: readonly TraceEvent[]): Cost {
  const begin = events.find(({ name }) => name === BEGIN)
  const end = events.find(({ name }) => name === END)
  if (!begin || !end)
    throw new Error('The trace does not hold its marks: its buffer was too small.')
  const within = events
    .filter(({ pid, tid }) => pid === begin.pid && tid === begin.tid)
    .filter(({ ts }) => ts >= begin.ts && ts < end.ts)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  const tasks = within
    .filter((event) => event.name === 'RunTask' && !isInspectors(event, within))
    .map(({ tdur = 0 }) => tdur / 1000)
  if (tasks.length === 0)
    throw new Error('The trace holds no task: this browser names them otherwise.')
  return {
    wallMs: (end.ts - begin.ts) / 1000,
    scriptMs: outermost(within.filter(({ name }) => SCRIPT.has(name))) / 1000,
    busyMs: tasks.reduce((sum, task) => sum + task, 0),
    longestTaskMs: Math.max(...tasks),
    longTasks: tasks.filter((task) => task > LONG_TASK_MS).length,
  }
}

function isInspectors(task: TraceEvent, events: readonly TraceEvent[]): boolean {
  const { ts, dur = 0, tdur = 0 } = task
  if (tdur < INSPECTOR_MS * 1000) return false
  const parts = events.filter((event) => event !== task && event.ts >= ts && event.ts < ts + dur)
  return outermost(parts) < tdur * INSPECTOR_SHARE
}

/** The thread time of events in the order of their beginnings, without those inside of others. */
function outermost(events: readonly TraceEvent[]): number {
  let sum = 0
  let until = 0
  for (const { ts, dur = 0, tdur = 0 } of events) {
    if (ts < until) continue
    sum += tdur
    until = ts + dur
  }
  return sum
}
