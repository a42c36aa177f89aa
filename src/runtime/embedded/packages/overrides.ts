import { Failure } from '#failure.ts'
import satisfies from 'semver/functions/satisfies.js'
import type { Json } from './json.ts'
import { record, text, textMap } from './json.ts'
import { splitNameAndSpec, validRange } from './spec.ts'

/** One line of package.json's `overrides`: `name` below all of `within` means `value`. */
export interface Override {
  readonly within: readonly Key[]
  readonly key: Key
  readonly value: string
}

interface Key {
  readonly name: string
  /** Only those; '' for all. */
  readonly range: string
}

const MAX_OVERRIDES = 1_000

/** Failure 'invalid' for a `$name` that package.json does not have as a dependency. */
export function readOverrides(manifest: Json): readonly Override[] {
  const found: Override[] = []
  const direct = new Map([
    ...textMap(manifest['devDependencies']),
    ...textMap(manifest['optionalDependencies']),
    ...textMap(manifest['dependencies']),
  ])
  const add = (within: readonly Key[], key: Key, given: string) => {
    const value = given.startsWith('$') ? direct.get(given.slice(1)) : given
    if (value === undefined) {
      throw new Failure('invalid', `The override ${key.name}: "${given}" names no dependency.`)
    }
    // '' means whatever was asked for.
    if (value !== '') found.push({ within, key, value })
    if (found.length > MAX_OVERRIDES) throw new Failure('invalid', 'There are too many overrides.')
  }
  const walk = (rules: Json, within: readonly Key[]) => {
    for (const [name, rule] of Object.entries(rules)) {
      if (name === '.') continue
      const { name: plain, spec: range } = splitNameAndSpec(name)
      const key = { name: plain, range }
      const nested = record(rule)
      const value = nested ? text(nested['.']) : text(rule)
      if (value !== undefined) add(within, key, value)
      if (nested) walk(nested, [...within, key])
    }
  }
  walk(record(manifest['overrides']) ?? {}, [])
  // The most specific is asked first.
  return found.sort((a, b) => b.within.length - a.within.length)
}

interface Above {
  readonly own: string
  readonly version: string
}

/** What is asked for instead of `value`. `chain`: the asker, who asked for it, and so on. */
export function overrideFor(
  overrides: readonly Override[],
  name: string,
  value: string,
  chain: readonly Above[],
): string | undefined {
  return overrides.find(
    (rule) =>
      rule.key.name === name &&
      asksWithin(rule.key.range, value) &&
      isBelow(rule.within, chain) &&
      // Direct dependencies are what package.json says they are.
      (chain.length > 0 || rule.within.length > 0 || rule.value === value),
  )?.value
}

function isBelow(within: readonly Key[], chain: readonly Above[]): boolean {
  // Outermost first in the rule, innermost first in the chain.
  let at = chain.length - 1
  for (const key of within) {
    while (at >= 0 && !matches(key, chain[at])) at--
    if (at < 0) return false
    at--
  }
  return true
}

function matches(key: Key, of: Above | undefined): boolean {
  if (of?.own !== key.name) return false
  return key.range === '' || satisfies(of.version, key.range, { loose: true })
}

function asksWithin(range: string, value: string): boolean {
  if (range === '' || range === '*') return true
  return validRange(value) !== undefined && validRange(value) === validRange(range)
}
