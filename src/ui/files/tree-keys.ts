import { dirname } from '#workspace/paths.ts'
import type { TreeRow } from './tree.ts'

/** What a key does in the tree. */
export type TreeMove =
  | { readonly type: 'focus'; readonly path: string }
  | { readonly type: 'expand' | 'collapse'; readonly path: string }
  | { readonly type: 'open'; readonly path: string }
  | { readonly type: 'rename' | 'delete'; readonly path: string }

/**
 * The WAI-ARIA tree pattern as a function: what `key` does when the row
 * `current` has the focus. Undefined: the tree has no use for the key.
 */
export function treeMove(
  rows: readonly TreeRow[],
  current: string | undefined,
  key: string,
): TreeMove | undefined {
  const at = rows.findIndex((row) => row.path === current)
  const row = rows[at]
  const focus = (target: TreeRow | undefined): TreeMove | undefined =>
    target && { type: 'focus', path: target.path }
  if (!row) return key.startsWith('Arrow') || key === 'Home' ? focus(rows[0]) : undefined

  const isFolder = row.kind !== 'file'
  switch (key) {
    case 'ArrowDown':
      return focus(rows[at + 1])
    case 'ArrowUp':
      return focus(rows[at - 1])
    case 'Home':
      return focus(rows[0])
    case 'End':
      return focus(rows.at(-1))
    case 'ArrowRight':
      if (!isFolder) return undefined
      if (!row.expanded) return { type: 'expand', path: row.path }
      return rows[at + 1]?.level === row.level + 1 ? focus(rows[at + 1]) : undefined
    case 'ArrowLeft':
      if (isFolder && row.expanded) return { type: 'collapse', path: row.path }
      return focus(rows.find((other) => other.path === dirname(row.path)))
    case 'Enter':
    case ' ':
      if (!isFolder) return { type: 'open', path: row.path }
      return { type: row.expanded ? 'collapse' : 'expand', path: row.path }
    case 'F2':
      return { type: 'rename', path: row.path }
    case 'Delete':
      return { type: 'delete', path: row.path }
    default:
      return undefined
  }
}

/** Pause after which a typed letter begins a new search, in milliseconds. */
const TYPEAHEAD_PAUSE = 600

export interface Typeahead {
  /** The row that the letters typed so far lead to, if any. */
  type(rows: readonly TreeRow[], current: string | undefined, letter: string): string | undefined
}

export function createTypeahead(now: () => number): Typeahead {
  let typed = ''
  let last = -Infinity
  return {
    type(rows, current, letter) {
      typed = (now() - last > TYPEAHEAD_PAUSE ? '' : typed) + letter.toLowerCase()
      last = now()
      const at = rows.findIndex((row) => row.path === current)
      // The same letter again walks through the names that begin with it.
      const repeated = typed === typed.charAt(0).repeat(typed.length)
      const prefix = repeated ? typed.slice(0, 1) : typed
      const start = repeated ? at + 1 : Math.max(at, 0)
      const ordered = [...rows.slice(start), ...rows.slice(0, start)]
      return ordered.find((row) => row.name.toLowerCase().startsWith(prefix))?.path
    },
  }
}
