import { diffLines } from '#workspace/diff.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { ToolResult } from '../events.ts'
import type { ToolContext } from './tool.ts'

/** Characters of a diff that a card keeps. */
const MAX_DIFF = 100_000

/**
 * Puts a new text into the workspace and describes what changed. The model
 * knows the whole file afterwards when it gave the whole file (`knowsWhole`)
 * or knew it before. Throws the workspace's Failure when it refuses.
 */
export function changeFile(
  { workspace, seen }: Pick<ToolContext, 'workspace' | 'seen'>,
  path: string,
  text: string,
  knowsWhole: boolean,
): { readonly summary: string; readonly details: NonNullable<ToolResult['details']> } {
  const created = !workspace.has(path)
  const before = workspace.text(path) ?? ''
  const known = knowsWhole || seen.state(path) === 'whole'
  workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'agent')
  if (known) seen.markWhole(path)
  const { added, removed, diff } = diffLines(before, text)
  return {
    summary: `+${added} −${removed}`,
    details: {
      type: 'file',
      path,
      added,
      removed,
      created,
      diff: diff.length > MAX_DIFF ? '' : diff,
    },
  }
}
