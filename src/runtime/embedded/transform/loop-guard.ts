/**
 * Some browsers run the preview's document in the workbench's own process:
 * there, a loop that does not end would freeze both. So every loop of the
 * project's code calls `$g` now and then, which throws when the page has not
 * been able to draw for too long.
 */
import type { AnyNode, Statement } from 'acorn'
import type { Edits } from './edits.ts'

/** A variable of the module that the emitted code declares on its first line. */
export const LOOP_COUNTER = '$n'
/**
 * Once `$g` has thrown, the counter stays where every loop's next round calls it again:
 * or a loop around one that is stopped, and that catches it, would never be.
 */
const GUARD = `if(!(++${LOOP_COUNTER}&16383)){${LOOP_COUNTER}--;$g();${LOOP_COUNTER}++}`

/** Puts the guard into a loop's body; false when the node is no loop that can hold up the page. */
function open(node: AnyNode, edits: Edits): boolean {
  const body = loopBody(node)
  if (!body) return false
  if (body.type === 'BlockStatement') edits.open(body.start + 1, GUARD)
  else edits.open(body.start, `{${GUARD}`)
  return true
}

/** Closes what `guardLoop` opened, once everything inside of the loop was visited. */
function close(node: AnyNode, edits: Edits): void {
  const body = loopBody(node)
  if (body && body.type !== 'BlockStatement') edits.close(body.end, '}')
}

export const guardLoop = Object.assign(open, { close })

function loopBody(node: AnyNode): Statement | undefined {
  switch (node.type) {
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
      return node.body
    case 'ForOfStatement':
      return node.await ? undefined : node.body // each round lets the page draw
    default:
      return undefined
  }
}
