/**
 * `specifier` (`./a`, `../a/b`, `a`) as seen from a file, as a path in the
 * project. Undefined when it leads out of the project.
 */
export function resolveFrom(file: string, specifier: string): string | undefined {
  const parts = file.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** The shortest specifier of a path as seen from a file: `./a`, `../b/c`. */
export function relativeFrom(file: string, path: string): string {
  const from = file.split('/').slice(0, -1)
  const to = path.split('/')
  let same = 0
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1
  const up = '../'.repeat(from.length - same)
  return `${up || './'}${to.slice(same).join('/')}`
}

/** The specifier after the first alias that fits; undefined when none does. */
export function applyAlias(
  specifier: string,
  alias: readonly { readonly find: string | RegExp; readonly replacement: string }[],
): string | undefined {
  for (const { find, replacement } of alias) {
    if (typeof find !== 'string') {
      const changed = specifier.replace(find, replacement)
      if (changed !== specifier) return changed
    } else if (specifier === find || specifier.startsWith(find.replace(/\/?$/, '/'))) {
      return replacement + specifier.slice(find.length)
    }
  }
  return undefined
}
