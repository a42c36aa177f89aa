/**
 * `specifier` (`./a`, `../a/b`, `a`) as seen from a file, as a path in the
 * project. Undefined when it leads out of the project.
 */
export function resolveFrom(file: string, specifier: string): string | undefined {
  return joinPath(file.split('/').slice(0, -1).join('/'), specifier)
}

/** Joins by the rules of addresses; undefined when it leaves the project. */
export function joinPath(folder: string, path: string): string | undefined {
  const names = folder === '' ? [] : folder.split('/')
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return undefined
  }
  return names.join('/')
}

/** An address as a path; what is no well-formed address stays as it is. */
export function decodeAddress(file: string): string {
  try {
    return decodeURI(file)
  } catch {
    return file
  }
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
      if (specifier.search(find) >= 0) return specifier.replace(find, replacement)
    } else if (specifier === find || specifier.startsWith(`${find}/`)) {
      return replacement + specifier.slice(find.length)
    }
  }
  return undefined
}
