import subset from 'semver/ranges/subset.js'
import type { Spec } from './spec.ts'
import { isVersion } from './spec.ts'

/**
 * What `npm install name@spec` writes into package.json: `^version`, unless
 * the range that was asked for is narrower than that.
 */
export function savedSpec(asked: string, spec: Spec, version: string): string {
  const caret = `^${version}`
  const isRange = spec.kind === 'range' && !isVersion(spec.wanted)
  const keepsRange = isRange && !subset(caret, spec.wanted, { loose: true })
  const saved = keepsRange && spec.wanted !== '' ? spec.wanted : caret
  return asked === spec.name ? saved : `npm:${spec.name}@${saved}`
}
