/** Characters of a name that fit a card on the home page. */
export const MAX_NAME = 60
const SHORT_NAME = 40
export const UNTITLED = 'Untitled app'

/** How people begin a request; what follows is the thing itself. */
const OPENINGS = [
  /^(?:please|hi|hello|hey)\b[\s,!.]*/i,
  /^(?:can|could|would) you (?:please )?/i,
  /^(?:i(?:'d| would) like(?: to have)?|i (?:want|need)(?: to have)?|let(?:'|’)?s|help me(?: to)?)(?: you)?(?: to)?\s+/i,
  /^(?:build|create|make|write|design|generate|code|develop|implement|give)\b(?: (?:me|us))?\s+/i,
  /^(?:an?|the|some)\s+/i,
]

/** A name does not end on these: something was cut off behind them. */
const DANGLING =
  /[\s,]+(?:an?|the|and|or|with|without|that|which|where|who|to|for|of|in|on|by|from|using|as|like)$/i

/** A short name for a project, from what its maker asked for. Never empty. */
export function nameFromPrompt(prompt: string): string {
  const sentences = prompt.replace(/[`"“”*#_]/g, '').split(/[.!?;:]+(?:\s|$)|\n/)
  const thing = sentences.map(withoutOpening).find((rest) => rest !== '') ?? ''
  const name = shorten(thing).replace(/[\s,.–—-]+$/, '')
  return name === '' ? UNTITLED : capitalise(name)
}

/** A name as a person typed it: one line, trimmed and within MAX_NAME. Empty when nothing is left. */
export function cleanName(name: string): string {
  const characters = Array.from(name.replace(/\s+/g, ' ').trim())
  return characters.slice(0, MAX_NAME).join('').trim()
}

export function copyName(name: string): string {
  return suffixed(name, ' copy')
}

/** For a project that came back from a backup beside another version of itself. */
export function backupName(name: string): string {
  return suffixed(name, ' (from backup)')
}

/** The name is cut rather than its suffix. */
function suffixed(name: string, suffix: string): string {
  const start = Array.from(name).slice(0, MAX_NAME - suffix.length)
  return cleanName(start.join('') + suffix)
}

function withoutOpening(sentence: string): string {
  return OPENINGS.reduce((rest, opening) => rest.replace(opening, ''), sentence.trim())
}

function shorten(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim())
  if (characters.length <= SHORT_NAME) return characters.join('')
  const start = characters.slice(0, SHORT_NAME + 1).join('')
  const space = start.lastIndexOf(' ')
  // A script without spaces is cut between characters.
  let name = space > 0 ? start.slice(0, space) : characters.slice(0, SHORT_NAME).join('')
  while (DANGLING.test(name)) name = name.replace(DANGLING, '')
  return name
}

function capitalise(name: string): string {
  const first = Array.from(name)[0] ?? ''
  return first.toLocaleUpperCase() + name.slice(first.length)
}
