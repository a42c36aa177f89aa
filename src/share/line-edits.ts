import { diffArrays } from 'diff'
import { Refusal } from './refusal.ts'

/**
 * One step through the lines of a file: so many are kept, so many dropped,
 * and this text comes in their place. What follows the last step is kept.
 * Steps only go forward, so the result is never longer than file and edits.
 */
export interface LineEdit {
  readonly keep: number
  readonly drop: number
  readonly insert: string
}

/** Changed lines beyond which a file is written whole; time grows with their square. */
const MAX_CHANGED_LINES = 1000

/** Lines with the newline that ends them. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Undefined when too much differs. */
export function findEdits(before: string, after: string): LineEdit[] | undefined {
  const parts = diffArrays(linesOf(before), linesOf(after), { maxEditLength: MAX_CHANGED_LINES })
  if (!parts) return undefined
  const edits: LineEdit[] = []
  let keep = 0
  let drop = 0
  let insert = ''
  const finish = () => {
    if (drop > 0 || insert !== '') edits.push({ keep, drop, insert })
    keep = drop = 0
    insert = ''
  }
  for (const part of parts) {
    if (part.removed) drop += part.value.length
    else if (part.added) insert += part.value.join('')
    else {
      finish()
      keep = part.value.length
    }
  }
  finish()
  return edits
}

/** Throws Refusal when the edits reach beyond the file. */
export function applyEdits(before: string, edits: readonly LineEdit[]): string {
  const lines = linesOf(before)
  let at = 0
  let after = ''
  for (const { keep, drop, insert } of edits) {
    if (keep + drop > lines.length - at) {
      throw new Refusal('it copies from beyond the end of a file of its template')
    }
    after += lines.slice(at, at + keep).join('') + insert
    at += keep + drop
  }
  return after + lines.slice(at).join('')
}
