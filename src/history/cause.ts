import type { CheckpointCause } from './history.ts'

/** Longest first line of a message; git's own tools cut about there. Characters. */
const MAX_TITLE = 72

/** What git tools show of a version: a title, and trailers that say what Tabsmith knows of its cause. */
export function commitMessage(cause: CheckpointCause): string {
  return `${oneLine(titleOf(cause)).slice(0, MAX_TITLE)}\n\n${trailersOf(cause)
    .map(([name, value]) => `Tabsmith-${name}: ${oneLine(value)}`)
    .join('\n')}\n`
}

function titleOf(cause: CheckpointCause): string {
  switch (cause.type) {
    case 'start':
      return 'Start'
    case 'before-turn':
      return 'Change by hand'
    case 'turn':
      return oneLine(cause.title) || 'Work of the agent'
    case 'saved':
      return oneLine(cause.name) || 'Saved version'
    case 'before-restore':
      return 'Keep the present'
    case 'restored':
      return cause.paths
        ? `Restore ${cause.paths.join(', ')} from ${short(cause.from)}`
        : `Restore version ${short(cause.from)}`
    case 'pulled':
      return oneLine(cause.title) || `Pull from ${cause.remote}`
    case 'switched':
      return `Switch to ${cause.branch}`
  }
}

function trailersOf(cause: CheckpointCause): (readonly [name: string, value: string])[] {
  const type = ['Cause', cause.type] as const
  switch (cause.type) {
    case 'before-turn':
    case 'turn':
      return [type, ['Turn', cause.turnId]]
    case 'restored':
      return [type, ['From', cause.from]]
    case 'pulled':
      return [type, ['Remote', cause.remote]]
    case 'start':
    case 'saved':
    case 'before-restore':
    case 'switched':
      return [type]
  }
}

function short(id: string): string {
  return id.slice(0, 10)
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
}
