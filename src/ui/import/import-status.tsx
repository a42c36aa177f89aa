import { FailureNote } from '../controls/failure-note.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import type { Importing } from './use-import.ts'

interface ImportStatusProps {
  readonly importing: Pick<Importing, 'task' | 'storing'>
  /** Before the first progress, such as "Asking GitHub…". */
  readonly words: string
}

/** How far an import is, with a way to stop it as long as there is one, or why it failed. */
export function ImportStatus({ importing: { task, storing }, words }: ImportStatusProps) {
  const { state, cancel } = task
  if (state.name === 'failed') return <FailureNote failure={state.failure} />
  if (state.name !== 'running') return null
  return (
    <TaskLine progress={state.progress} words={words} onCancel={storing ? undefined : cancel} />
  )
}
