/** Characters; a longer name would not fit its tab. */
const LONGEST = 32
const WORDS = 4

/** Said to the agent, not about the app. */
const opening =
  /^(?:(?:please|can you|could you|i want|i need|i'd like|build|make|create|write|me|us|a|an|the)\s+)+/i

/** A first name for the project that a prompt describes: its first words, capitalised. */
export function nameFromPrompt(prompt: string): string {
  const firstClause =
    prompt.trim().split(/[.,:;!?\n(]|\s(?:with|that|which|where|to|for)\s/)[0] ?? ''
  const words = firstClause.replace(opening, '').split(/\s+/).filter(Boolean).slice(0, WORDS)
  let name = ''
  for (const word of words) {
    const longer = name === '' ? word : `${name} ${word}`
    if (longer.length > LONGEST) break
    name = longer
  }
  if (name === '') name = (words[0] ?? '').slice(0, LONGEST)
  return name === '' ? 'New app' : name.charAt(0).toUpperCase() + name.slice(1)
}
