import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { asFailure, type Failure } from '#failure.ts'
import type { FileDifference } from '#history/history.ts'
import { useSession } from '../context.ts'
import { compare, type Sides } from './comparison.ts'

/** How long the files must rest before they are compared again, in milliseconds. */
const FILES_REST = 300
/** How long a choice must rest: arrow keys run through a list faster than it is compared. */
const CHOICE_REST = 60

export type Comparison =
  | { readonly name: 'comparing' }
  | { readonly name: 'compared'; readonly differences: readonly FileDifference[] }
  | { readonly name: 'failed'; readonly failure: Failure }

interface Result {
  /** Of what this is the answer. */
  readonly key: string
  readonly comparison: Comparison
}

/** Compares two versions, and follows the files where one of them is 'now'. */
export function useComparison({ from, to }: Sides): Comparison & { readonly retry: () => void } {
  const { history, workspace } = useSession()
  const revision = useStore(workspace.store, (state) => (to === 'now' ? state.revision : 0))
  const [attempt, setAttempt] = useState(0)
  const [result, setResult] = useState<Result>()
  const key = `${from} ${to} ${attempt}`
  const known = result?.key === key

  useEffect(() => {
    let left = false
    const begin = () =>
      void compare(history, { from, to }).then(
        (differences) => show({ name: 'compared', differences }),
        (thrown: unknown) => show({ name: 'failed', failure: asFailure(thrown, 'storage') }),
      )
    const show = (comparison: Comparison) => {
      if (!left) setResult({ key, comparison })
    }
    const timer = setTimeout(begin, known ? FILES_REST : CHOICE_REST)
    return () => {
      left = true
      clearTimeout(timer)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `known` only says how long to wait
  }, [history, from, to, key, revision])

  const comparison: Comparison = known ? result.comparison : { name: 'comparing' }
  return { ...comparison, retry: () => setAttempt((count) => count + 1) }
}
