/** One line of a shown diff. `number` is the line's own in the new file, or in the old one if it was removed. */
export interface DiffLine {
  readonly kind: 'same' | 'add' | 'remove' | 'gap'
  readonly number: number | undefined
  readonly text: string
}

const hunkStart = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** Reads a unified diff of one file. Lines before the first hunk are its header and are left out. */
export function readDiff(diff: string): DiffLine[] {
  const lines: DiffLine[] = []
  let before = 0
  let after = 0
  let inHunk = false
  for (const line of diff.split('\n')) {
    const start = hunkStart.exec(line)
    if (start) {
      if (inHunk) lines.push({ kind: 'gap', number: undefined, text: '' })
      before = Number(start[1])
      after = Number(start[2])
      inHunk = true
    } else if (!inHunk) continue
    else if (line.startsWith('+')) lines.push({ kind: 'add', number: after++, text: line.slice(1) })
    else if (line.startsWith('-')) {
      lines.push({ kind: 'remove', number: before++, text: line.slice(1) })
    } else if (line.startsWith(' ')) {
      lines.push({ kind: 'same', number: after++, text: line.slice(1) })
      before++
    }
  }
  return lines
}
