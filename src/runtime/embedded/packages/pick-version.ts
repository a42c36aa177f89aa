import { Failure } from '#failure.ts'
import rcompare from 'semver/functions/rcompare.js'
import satisfies from 'semver/functions/satisfies.js'
import type { Packument } from './packument.ts'
import type { Spec } from './spec.ts'

/**
 * The version that a range or a tag means, as npm chooses: `latest` when it
 * fits, else the highest that fits, deprecated ones last. Failure 'not-found',
 * with the versions that there are.
 */
export function pickVersion({ name, tags, versions }: Packument, spec: Spec): string {
  const known = (version: string | undefined) =>
    version !== undefined && Object.hasOwn(versions, version) ? version : undefined
  const tagged = (tag: string) => known(Object.hasOwn(tags, tag) ? tags[tag] : undefined)
  const latest = tagged('latest')
  if (spec.kind === 'tag') {
    const version = tagged(spec.wanted)
    if (version !== undefined) return version
    throw new Failure('not-found', `${name} has no version tagged "${spec.wanted}".`, {
      hint: `Its tags are ${Object.keys(tags).slice(0, 10).join(', ')}.`,
    })
  }
  const fit = (version: string) => satisfies(version, spec.wanted, { loose: true })
  if (latest !== undefined && (fit(latest) || spec.wanted === '' || spec.wanted === '*')) {
    return latest
  }
  const fitting = Object.keys(versions)
    .filter(fit)
    .sort((a, b) => rcompare(a, b, { loose: true }))
  const sound = fitting.find((version) => versions[version]?.fields['deprecated'] === undefined)
  const best = sound ?? fitting[0]
  if (best !== undefined) return best
  throw new Failure('not-found', `${name} has no version that satisfies ${spec.wanted}.`, {
    hint: nearest(latest, Object.keys(versions)),
  })
}

function nearest(latest: string | undefined, versions: readonly string[]): string {
  if (latest !== undefined) return `The latest is ${latest}.`
  const newest = [...versions].sort((a, b) => rcompare(a, b, { loose: true })).slice(0, 3)
  return newest.length === 0 ? 'It has no versions at all.' : `There are ${newest.join(', ')}.`
}
