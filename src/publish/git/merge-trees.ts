import { decodeText, encodeText, sameBytes, type FileTree } from '#workspace/workspace.ts'
import type { Conflict, ConflictKind, MergedFile } from './merge.ts'
import { mergeLines } from './merge-lines.ts'

export interface MergedTrees {
  readonly merged: readonly MergedFile[]
  readonly conflicts: readonly Conflict[]
}

/** Three sides of one file. */
type Sides = Pick<Conflict, 'path' | 'base' | 'ours' | 'theirs'>

/** What becomes of `ours` when the other side's changes come in. `theirName` is shown in markers. */
export function mergeTrees(
  base: FileTree,
  ours: FileTree,
  theirs: FileTree,
  theirName: string,
): MergedTrees {
  const merged = new Map<string, MergedFile>()
  const conflicts = new Map<string, Conflict>()
  const sidesOf = (path: string): Sides => ({
    path,
    base: base.get(path),
    ours: ours.get(path),
    theirs: theirs.get(path),
  })
  for (const path of new Set([...base.keys(), ...theirs.keys()])) {
    const outcome = mergeFile(sidesOf(path), theirName)
    if (outcome && 'kind' in outcome) conflicts.set(path, outcome)
    else if (outcome) merged.set(path, outcome)
  }

  for (const path of filesWithFolders(ours, merged, conflicts)) {
    merged.delete(path)
    conflicts.set(path, conflict(sidesOf(path), 'file-and-folder'))
  }
  const inOrder = <T extends { readonly path: string }>(files: ReadonlyMap<string, T>) =>
    [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { merged: inOrder(merged), conflicts: inOrder(conflicts) }
}

/** Undefined: it stays as it is here. */
function mergeFile(sides: Sides, theirName: string): MergedFile | Conflict | undefined {
  const { path, base, ours, theirs } = sides
  if (sameBytes(ours, theirs) || sameBytes(base, theirs)) return undefined
  if (sameBytes(base, ours)) return { path, how: 'taken', bytes: theirs }
  if (!ours) return conflict(sides, 'deleted-here')
  if (!theirs) return conflict(sides, 'deleted-there')

  const kind = base ? 'content' : 'both-added'
  const texts = [base ?? new Uint8Array(), ours, theirs].map(decodeText)
  const [o, a, b] = texts
  if (o === undefined || a === undefined || b === undefined) {
    return conflict(sides, base ? 'binary' : kind)
  }
  const lines = mergeLines(o, a, b, theirName)
  if (!lines || lines.conflict) return conflict(sides, kind, lines?.text)
  return { path, how: 'merged', bytes: encodeText(lines.text) }
}

function conflict(sides: Sides, kind: ConflictKind, marked?: string): Conflict {
  return { ...sides, kind, marked }
}

/** Paths that would be a file and a folder at once. */
function filesWithFolders(
  ours: FileTree,
  merged: ReadonlyMap<string, MergedFile>,
  conflicts: ReadonlyMap<string, Conflict>,
): string[] {
  const paths = new Set([...ours.keys(), ...conflicts.keys()])
  for (const { path, bytes } of merged.values()) {
    if (bytes) paths.add(path)
    else paths.delete(path)
  }
  const clashing = new Set<string>()
  for (const path of paths) {
    for (const folder of foldersOf(path)) if (paths.has(folder)) clashing.add(folder)
  }
  return [...clashing]
}

export function foldersOf(path: string): string[] {
  const names = path.split('/')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'))
}
