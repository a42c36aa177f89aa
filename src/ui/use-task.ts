import { useEffect, useRef, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'

/** How far something is. `done` is 0 to 1; undefined while nobody knows. */
export interface TaskProgress {
  readonly words: string
  readonly done?: number | undefined
}

export type TaskState<T> =
  | { readonly name: 'idle' }
  | { readonly name: 'running'; readonly progress: TaskProgress | undefined }
  | { readonly name: 'failed'; readonly failure: Failure }
  | { readonly name: 'done'; readonly value: T }

export interface TaskTools {
  readonly signal: AbortSignal
  readonly report: (progress: TaskProgress) => void
}

export interface Task<T> {
  readonly state: TaskState<T>
  readonly running: boolean
  /** Starts, in the place of what ran or ended before. Never rejects; gives the value, or undefined without one. */
  readonly run: (work: (tools: TaskTools) => Promise<T>) => Promise<T | undefined>
  /** Stops what runs and forgets it. */
  readonly cancel: () => void
}

/** One piece of work that a person waits for: its progress, its end, and the way to stop it. Leaving the page stops it. */
export function useTask<T>(): Task<T> {
  const [state, setState] = useState<TaskState<T>>({ name: 'idle' })
  const current = useRef<AbortController>(undefined)

  useEffect(() => () => current.current?.abort(), [])

  function cancel() {
    current.current?.abort()
    current.current = undefined
    setState({ name: 'idle' })
  }

  async function run(work: (tools: TaskTools) => Promise<T>): Promise<T | undefined> {
    current.current?.abort()
    const mine = new AbortController()
    current.current = mine
    const show = (next: TaskState<T>) => {
      if (current.current === mine && !mine.signal.aborted) setState(next)
    }
    show({ name: 'running', progress: undefined })
    try {
      const value = await work({
        signal: mine.signal,
        report: (progress) => show({ name: 'running', progress }),
      })
      show({ name: 'done', value })
      return mine.signal.aborted ? undefined : value
    } catch (thrown) {
      const failure = asFailure(thrown)
      show(failure.kind === 'aborted' ? { name: 'idle' } : { name: 'failed', failure })
      return undefined
    }
  }

  return { state, running: state.name === 'running', run, cancel }
}
