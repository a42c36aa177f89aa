import { Failure } from '#failure.ts'

/** Room for `refs/heads/` before it and `.lock` after it in a name of 255 bytes. */
const MAX_BYTES = 200

/**
 * Why git would refuse the name of a branch or tag, or undefined: the rules of
 * `git check-ref-format --branch`.
 */
function refNameProblem(name: string): Failure | undefined {
  const why = problemOf(name)
  if (why === undefined) return undefined
  return new Failure('invalid', `The name ${JSON.stringify(name)} ${why}.`, {
    hint: 'Use letters, digits, - and /, such as try/dark-mode.',
  })
}

/**
 * The same for a new branch or tag (`what`), or Failure 'conflict' when it is
 * taken, or when another one stands in its way: a/b and a cannot both exist.
 */
export function newRefProblem(
  what: 'branch' | 'tag',
  name: string,
  taken: readonly string[],
): Failure | undefined {
  const bad = refNameProblem(name)
  if (bad) return bad
  const other = taken.find(
    (one) => one === name || one.startsWith(`${name}/`) || name.startsWith(`${one}/`),
  )
  if (other === undefined) return undefined
  return new Failure('conflict', `There is a ${what} ${JSON.stringify(other)} already.`, {
    hint: 'Choose another name.',
  })
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (!name.isWellFormed() || new TextEncoder().encode(name).length > MAX_BYTES) {
    return `is longer than ${MAX_BYTES} bytes or broken`
  }
  if (/[\s\p{Cc}~^:?*[\\]/u.test(name)) return 'has a space or one of ~ ^ : ? * [ \\ in it'
  if (name.includes('..') || name.includes('@{')) return 'has .. or @{ in it'
  if (name === 'HEAD' || name === '@') return 'means something else to git'
  if (name.startsWith('-')) return 'begins with -'
  if (name.endsWith('.')) return 'ends with a dot'
  for (const part of name.split('/')) {
    if (part === '') return 'has an empty part: / at an end, or twice'
    if (part.startsWith('.')) return 'has a part that begins with a dot'
    if (part.endsWith('.lock')) return 'has a part that ends with .lock'
  }
  return undefined
}
