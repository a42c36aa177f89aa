import { basename } from '#workspace/paths.ts'

/**
 * The paths that a few typed letters may mean, the likeliest first: the start
 * of a name, a part of a name, a part of a path, then letters in that order
 * anywhere. Without letters all, as they come.
 */
export function rankPaths(paths: readonly string[], typed: string): string[] {
  const letters = typed.toLowerCase().replace(/\s+/g, '')
  if (letters === '') return [...paths]
  return paths
    .map((path) => ({ path, rank: rankOf(path.toLowerCase(), letters) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length)
    .map(({ path }) => path)
}

const NO_MATCH = 4

function rankOf(path: string, letters: string): number {
  const name = basename(path)
  if (name.startsWith(letters)) return 0
  if (name.includes(letters)) return 1
  if (path.includes(letters)) return 2
  return hasInOrder(path, letters) ? 3 : NO_MATCH
}

function hasInOrder(path: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    const found = path.indexOf(letter, at)
    if (found < 0) return false
    at = found + letter.length
  }
  return true
}
