import { useState } from 'react'

const keyOf = (projectId: string) => `tabsmith.draft.${projectId}`

/** What was typed and not sent; a browser that stores nothing (private mode) loses it on reload only. */
function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function write(key: string, text: string) {
  try {
    if (text) localStorage.setItem(key, text)
    else localStorage.removeItem(key)
  } catch {
    // The text is still in the field.
  }
}

export interface Draft {
  readonly text: string
  readonly set: (text: string) => void
  /** Puts a text back that could not be sent, unless something new was typed since. */
  readonly giveBack: (text: string) => void
}

/** The unsent message of a project, kept across reloads. Mount anew for another project. */
export function useDraft(projectId: string): Draft {
  const key = keyOf(projectId)
  const [text, setText] = useState(() => read(key))
  const set = (next: string) => {
    write(key, next)
    setText(next)
  }
  return {
    text,
    set,
    giveBack(lost) {
      if (!read(key)) write(key, lost)
      setText((typed) => typed || lost)
    },
  }
}
