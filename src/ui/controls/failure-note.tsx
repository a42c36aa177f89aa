import type { ReactNode } from 'react'
import type { FailureData } from '#failure.ts'
import { Note } from './note.tsx'

export interface FailureNoteProps {
  readonly failure: FailureData
  /** The one way out, usually a small Button. */
  readonly action?: ReactNode
}

/** What went wrong and what to do next, told at once. */
export function FailureNote({ failure, action }: FailureNoteProps) {
  return (
    <Note tone="bad" role="alert" action={action}>
      <p>{failure.message}</p>
      {failure.hint !== undefined && <p>{failure.hint}</p>}
    </Note>
  )
}
