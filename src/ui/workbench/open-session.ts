import { useEffect, useState } from 'react'
import type { App } from '#projects/app.ts'
import type { Session } from '#projects/session.ts'
import { asFailure, type Failure } from '#failure.ts'
import { startGuarded } from './start-guard.ts'

export type Opening =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly session: Session }
  | { readonly name: 'failed'; readonly failure: Failure }

/** How many mounted pages show a project. */
const holders = new Map<string, number>()

function hold(id: string, by: 1 | -1): number {
  const count = (holders.get(id) ?? 0) + by
  holders.set(id, count)
  return count
}

/**
 * Opens a project for as long as the page shows it, and closes it when the
 * page is left, but not when React only mounts the same page anew. One that
 * another tab owns is looked at, and opened anew when it is that tab's no more.
 */
export function useOpenSession(app: App, id: string): Opening {
  const [opening, setOpening] = useState<Opening>({ name: 'opening' })
  /** Grows when the project is to be opened anew. */
  const [edition, setEdition] = useState(0)

  useEffect(() => {
    let left = false
    let stopWaiting: (() => void) | undefined
    let stopGuarding: (() => void) | undefined
    hold(id, 1)
    const opened = app.openProject(id)
    opened.then(
      (session) => {
        if (left) return
        stopGuarding = startGuarded(session)
        setOpening({ name: 'open', session })
        if (!session.readOnly) return
        stopWaiting = app.onFreed(id, () => {
          const again = () => setEdition(edition + 1)
          // It has nothing to save, so nothing is lost however it closes.
          session.close().then(again, again)
        })
      },
      (thrown: unknown) => {
        if (!left) setOpening({ name: 'failed', failure: asFailure(thrown) })
      },
    )
    return () => {
      left = true
      stopWaiting?.()
      stopGuarding?.()
      if (hold(id, -1) > 0) return
      setTimeout(() => {
        if (holders.get(id) !== 0) return
        // Never opened, there is nothing to close; what cannot be saved, the app tells in a notice.
        opened.then((session) => session.close()).catch(() => undefined)
      })
    }
  }, [app, id, edition])

  return opening
}
