/** A stretch of the result: where it begins in the result and where it comes from. */
export interface Run {
  readonly generated: number
  readonly source: number
  /** Characters taken over as they are; 0 for what was written anew. */
  readonly length: number
}

export interface Edits {
  /** Puts text in front of what begins at `at`; of several, the first call's comes first. */
  open(at: number, text: string): void
  /** Puts text behind what ends at `at`: before anything that is opened there. */
  close(at: number, text: string): void
  /**
   * Writes something else in the place of a range. Line breaks of the range
   * that the text lacks are added behind it, so later lines keep their numbers.
   * Ranges may not overlap; what is put at a range's edges stays.
   */
  replace(start: number, end: number, text: string): void
  /** The edited text behind `prefix`, which should have no line break. */
  apply(prefix: string): { readonly code: string; readonly runs: readonly Run[] }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /** Order at the same place: what closes, what opens, what replaces. */
  readonly rank: 0 | 1 | 2
}

/** Collects changes to a text by the offsets of the unchanged text. */
export function createEdits(source: string): Edits {
  const edits: Edit[] = []
  return {
    open: (at, text) => void edits.push({ start: at, end: at, text, rank: 1 }),
    close: (at, text) => void edits.push({ start: at, end: at, text, rank: 0 }),
    replace(start, end, text) {
      const missing = breaks(source.slice(start, end)) - breaks(text)
      edits.push({ start, end, text: text + '\n'.repeat(Math.max(0, missing)), rank: 2 })
    },
    apply(prefix) {
      // The sort is stable: edits of one rank at one place keep the order of their calls.
      const sorted = edits.toSorted((a, b) => a.start - b.start || a.rank - b.rank)
      const runs: Run[] = []
      const parts = [prefix]
      let generated = prefix.length
      let at = 0
      const add = (text: string, from: number, length: number) => {
        if (text === '') return
        runs.push({ generated, source: from, length })
        parts.push(text)
        generated += text.length
      }
      for (const edit of sorted) {
        if (edit.start < at) throw new Error(`Two edits overlap at ${edit.start}`)
        add(source.slice(at, edit.start), at, edit.start - at)
        add(edit.text, edit.start, 0)
        at = edit.end
      }
      add(source.slice(at), at, source.length - at)
      return { code: parts.join(''), runs }
    },
  }
}

function breaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
