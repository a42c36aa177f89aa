import { Failure } from '#failure.ts'
import Range from 'semver/classes/range.js'
import satisfies from 'semver/functions/satisfies.js'
import valid from 'semver/functions/valid.js'

/** What a dependency asks for. */
export interface Spec {
  /** The package's own name; for an alias not the one it is asked by. */
  readonly name: string
  readonly kind: 'range' | 'tag'
  /** A range (a version is one), or a dist-tag. */
  readonly wanted: string
}

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i

/** True for what may stand as a package's name in an address and in a folder. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && NAME.test(name) && name !== 'node_modules'
}

/**
 * Reads the value of a dependency (`^1.2.0`, `latest`, `npm:other@1`). Failure
 * 'unsupported' for what does not come from a registry, 'invalid' for a bad name.
 */
export function parseSpec(asked: string, value: string): Spec {
  let name = asked
  let wanted = value.trim()
  if (wanted.startsWith('npm:')) {
    const alias = splitNameAndSpec(wanted.slice('npm:'.length))
    name = alias.name
    wanted = alias.spec.trim()
  }
  if (!isPackageName(name)) {
    throw new Failure('invalid', `${JSON.stringify(name)} is not a package name.`)
  }
  if (validRange(wanted) !== undefined) return { name, kind: 'range', wanted }
  if (/^[a-z][\w.-]*$/i.test(wanted)) return { name, kind: 'tag', wanted }
  throw new Failure('unsupported', `${asked}@${value} does not come from a package registry.`, {
    hint: 'The embedded engine installs registry packages only: no git, folder, file or web addresses, no workspaces. Use a version, or the WebContainer.',
  })
}

/** `@a/b@^1` → `@a/b` and `^1`; the spec is '' when none is given. */
export function splitNameAndSpec(text: string): { name: string; spec: string } {
  const at = text.indexOf('@', 1)
  return at < 0 ? { name: text, spec: '' } : { name: text.slice(0, at), spec: text.slice(at + 1) }
}

/** True when a package in the tree is what a spec asks for. A tag is content with any version. */
export function fits(spec: Spec, name: string, version: string): boolean {
  if (spec.name !== name) return false
  return spec.kind === 'tag' || satisfies(version, spec.wanted, { loose: true })
}

export function validRange(range: string): string | undefined {
  // semver takes time that grows with the text; nobody writes ranges this long.
  if (range.length > 512) return undefined
  try {
    return new Range(range, { loose: true }).range || '*'
  } catch {
    return undefined
  }
}

export function isVersion(text: string): boolean {
  return valid(text, { loose: true }) !== null
}
