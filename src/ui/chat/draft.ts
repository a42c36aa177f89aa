import { useState } from 'react'
import { recall, remember } from '../local-storage.ts'

const keyOf = (projectId: string) => `tabsmith:draft:${projectId}`

export interface Draft {
  readonly text: string
  readonly set: (text: string) => void
  /** Puts a text back that could not be sent, unless something new was typed since. */
  readonly giveBack: (text: string) => void
}

/** The unsent message of a project, kept across reloads. Mount anew for another project. */
export function useDraft(projectId: string): Draft {
  const key = keyOf(projectId)
  const [text, setText] = useState(() => recall(key) ?? '')
  const set = (next: string) => {
    remember(key, next || undefined)
    setText(next)
  }
  return {
    text,
    set,
    giveBack(lost) {
      if (!recall(key)) remember(key, lost)
      setText((typed) => typed || lost)
    },
  }
}
