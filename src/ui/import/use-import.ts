import { useState } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import type { FileTree } from '#workspace/workspace.ts'
import { showToast } from '../controls/toasts.ts'
import { useTask, type Task, type TaskProgress, type TaskTools } from '../use-task.ts'

export interface Imported {
  readonly id: string
  readonly name: string
  /** For people: what was left out, and why. */
  readonly skipped: readonly string[]
}

export interface ImportTools extends TaskTools {
  /** To be called just before the project is stored, which nobody can stop. Throws when somebody stopped it before. */
  readonly storing: (files: FileTree) => void
}

/** Undefined: nothing is to be imported after all. */
type ImportWork = (tools: ImportTools) => Promise<Imported | undefined>

export interface Importing {
  readonly task: Task<Imported | undefined>
  /** The project is being stored: too late to cancel, and too early to leave, or a failure would not be seen. */
  readonly storing: boolean
  /** Leaves without the project, unless it is being stored. */
  readonly leave: () => void
  /** Set when something was left out: told before the project is shown. */
  readonly report: Imported | undefined
  /** Shows the new project at once, unless there is something to tell first. */
  readonly start: (work: ImportWork) => Promise<void>
  readonly show: (id: string) => void
}

/** One import, from its source to the new project's page. `onLeave` closes what it is shown in. */
export function useImport(onLeave: () => void): Importing {
  const [, navigate] = useHashLocation()
  const [report, setReport] = useState<Imported>()
  const [last, setLast] = useState<TaskProgress>()
  const task = useTask<Imported | undefined>()
  const storing =
    task.state.name === 'running' && last !== undefined && task.state.progress === last

  function show(id: string) {
    onLeave()
    navigate(`/p/${id}`)
  }

  return {
    task,
    storing,
    leave: () => {
      if (!storing) onLeave()
    },
    report,
    start: async (work) => {
      const imported = await task.run((tools) =>
        work({
          ...tools,
          storing: ({ size }) => {
            tools.signal.throwIfAborted()
            const progress = { words: `Storing ${size} ${size === 1 ? 'file' : 'files'}…` }
            setLast(progress)
            tools.report(progress)
          },
        }),
      )
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
