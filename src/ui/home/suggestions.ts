/** A label for the chip, and the prompt that it writes. */
export interface Idea {
  readonly label: string
  readonly prompt: string
}

export const ideas: readonly Idea[] = [
  {
    label: 'Split bills with flatmates',
    prompt:
      'An app to split bills with flatmates: add people and expenses, choose who shares each one, and see who owes whom in the fewest payments.',
  },
  {
    label: 'Reading log',
    prompt:
      'A reading log: books with author, pages and a rating, the ones I am reading on top, and a chart of pages read per month.',
  },
  {
    label: 'Sourdough timer',
    prompt:
      'A sourdough timer that plans every step back from when I want to bake, counts down to the next one, and lets me push the rest back when I am late.',
  },
]
