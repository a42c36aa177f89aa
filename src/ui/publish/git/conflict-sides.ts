import { decodeText } from '#workspace/workspace.ts'
import type { Conflict } from '#publish/git/merge.ts'

/** Both sides of a conflict as text, equal but for what a person has to decide. */
export interface Sides {
  readonly ours: string
  readonly theirs: string
}

/**
 * Takes git's markers apart: what merged by itself is in both sides. Undefined
 * for what is no text on one of them.
 */
export function conflictSides(conflict: Conflict): Sides | undefined {
  if (conflict.marked !== undefined) return splitMarked(conflict.marked)
  const ours = conflict.ours && decodeText(conflict.ours)
  const theirs = conflict.theirs && decodeText(conflict.theirs)
  return ours === undefined || theirs === undefined ? undefined : { ours, theirs }
}

function splitMarked(marked: string): Sides {
  let ours = ''
  let theirs = ''
  let side: 'both' | 'ours' | 'theirs' = 'both'
  for (const line of marked.split(/(?<=\n)/)) {
    if (side === 'both' && line.startsWith('<<<<<<< ')) side = 'ours'
    else if (side === 'ours' && /^=======\r?\n/.test(line)) side = 'theirs'
    else if (side === 'theirs' && line.startsWith('>>>>>>> ')) side = 'both'
    else {
      if (side !== 'theirs') ours += line
      if (side !== 'ours') theirs += line
    }
  }
  return { ours, theirs }
}
