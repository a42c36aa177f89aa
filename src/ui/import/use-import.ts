import { useState } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import { showToast } from '../controls/toasts.ts'
import { useTask, type Task, type TaskTools } from '../use-task.ts'
import { closeImport } from './open.ts'

export interface Imported {
  readonly id: string
  readonly name: string
  /** For people: what was left out, and why. */
  readonly skipped: readonly string[]
}

export interface Importing {
  readonly task: Task<Imported>
  /** Set when something was left out: told before the project is shown. */
  readonly report: Imported | undefined
  /** Shows the new project at once, unless there is something to tell first. */
  readonly start: (work: (tools: TaskTools) => Promise<Imported>) => Promise<void>
  readonly show: (id: string) => void
}

/** One import, from its source to the new project's page. */
export function useImport(): Importing {
  const [, navigate] = useHashLocation()
  const [report, setReport] = useState<Imported>()
  const task = useTask<Imported>()

  function show(id: string) {
    closeImport()
    navigate(`/p/${id}`)
  }

  return {
    task,
    report,
    start: async (work) => {
      const imported = await task.run(work)
      if (!imported) return
      if (imported.skipped.length > 0) setReport(imported)
      else {
        show(imported.id)
        showToast({ tone: 'ok', message: `Imported “${imported.name}”` })
      }
    },
    show,
  }
}
