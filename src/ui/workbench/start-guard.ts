import type { Session } from '#projects/session.ts'
import { recall, remember } from '../local-storage.ts'

/** How long an app must have been shown to count as one that the tab survives. Milliseconds. */
export const SURVIVED_MS = 10_000
/** After so many starts in a row that the tab did not survive, the next one waits for a click. */
const LIMIT = 2

const keyOf = (projectId: string) => `tabsmith:starts ${projectId}`
const startsOf = (projectId: string) => Number(recall(keyOf(projectId)) ?? 0)

/** Whether the tab ended each of the last times that the project's app was started. */
export const endedTheTab = (projectId: string): boolean => startsOf(projectId) >= LIMIT

/**
 * Starts what an opened project runs on, unless its app has ended the tab before: one that
 * loops for ever or takes all memory does, where the browser gives a preview no process of
 * its own, and the project could never be opened again. Gives what ends the watching.
 */
export function startGuarded({
  project,
  host,
  agent,
}: Pick<Session, 'project' | 'host' | 'agent'>): () => void {
  const { id } = project.getState()
  let survived: ReturnType<typeof setTimeout> | undefined
  let started = false

  function begun(): void {
    started = true
    remember(keyOf(id), String(startsOf(id) + 1))
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', stop)
  }

  function stop(): void {
    clearTimeout(survived)
    stops.forEach((each) => each())
    document.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('pagehide', stop)
    // However the app ended, this code still ran.
    if (started) remember(keyOf(id), undefined)
  }

  // A browser may end a hidden page whatever runs in it.
  function hidden(): void {
    if (document.visibilityState === 'hidden') stop()
  }

  const stops = [
    host.store.subscribe(({ phase }) => {
      if (!started && phase.name !== 'idle') begun()
      if (phase.name === 'failed') stop()
      else if (phase.name === 'ready') survived ??= setTimeout(stop, SURVIVED_MS)
    }),
    // What a turn runs needs it.
    agent.store.subscribe(({ busy }) => {
      if (busy) host.start()
    }),
  ]
  if (!endedTheTab(id)) host.start()
  return stop
}
