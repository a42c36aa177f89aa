const REQUIRED = '/$require'

/** `./x/$require` is the entry `./x` as `require()` sees it (see prebundle.ts). */
export function splitRequire(subpath: string): { entry: string; required: boolean } {
  return subpath.endsWith(REQUIRED)
    ? { entry: subpath.slice(0, -REQUIRED.length), required: true }
    : { entry: subpath, required: false }
}

/** The same for a bare specifier or a subpath. */
export function requiring(specifier: string): string {
  return specifier + REQUIRED
}

/** `@a/b/c` → `@a/b` and `./c`; undefined for what is no bare specifier. */
export function splitBare(specifier: string): { name: string; subpath: string } | undefined {
  const match = /^((?:@[^/@]+\/)?[^./@#][^/]*)(\/.*)?$/.exec(specifier)
  const [, name, rest] = match ?? []
  if (name === undefined || name.includes(':')) return undefined
  return { name, subpath: rest === undefined || rest === '/' ? '.' : `.${rest}` }
}
