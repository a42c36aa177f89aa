import { Failure } from '#failure.ts'
import { integrityOfShasum } from './integrity.ts'
import type { Json } from './json.ts'
import { parseRecord, record, text, textMap } from './json.ts'
import { isVersion } from './spec.ts'

/** What is known of a package's versions, and no more than an installer needs. */
export interface Packument {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, PackageVersion>>
}

/** Fields of package.json that npm copies into the lockfile, and what its archive must be. */
export interface PackageVersion {
  readonly fields: Json
  readonly integrity: string | undefined
}

const KEPT = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'os',
  'cpu',
  'libc',
  'engines',
  'bin',
  'funding',
  'license',
  'deprecated',
  'hasInstallScript',
  'workspaces',
]

/** Failure 'bad-response' when the registry's answer is no packument. */
export function readPackument(name: string, source: string): Packument {
  const data = parseRecord(source)
  const versions = record(data?.['versions'])
  if (!data || !versions) {
    throw new Failure('bad-response', `The registry's answer about ${name} cannot be read.`)
  }
  const kept: [string, PackageVersion][] = []
  for (const [version, value] of Object.entries(versions)) {
    const fields = record(value)
    if (fields && isVersion(version)) kept.push([version, versionOf(fields)])
  }
  return {
    name,
    tags: Object.fromEntries(textMap(data['dist-tags'])),
    versions: Object.fromEntries(kept),
  }
}

function versionOf(fields: Json): PackageVersion {
  const dist = record(fields['dist'])
  const shasum = text(dist?.['shasum'])
  const kept = Object.fromEntries(
    KEPT.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]]),
  )
  const bundled = fields['bundledDependencies']
  if (bundled !== undefined) kept['bundleDependencies'] ??= bundled
  if (installScript(fields)) kept['hasInstallScript'] = true
  return {
    fields: kept,
    integrity:
      text(dist?.['integrity']) ?? (shasum === undefined ? undefined : integrityOfShasum(shasum)),
  }
}

/** Only whole packuments list the scripts; abbreviated ones say `hasInstallScript`. */
function installScript(fields: Json): boolean {
  const scripts = textMap(fields['scripts'])
  return ['preinstall', 'install', 'postinstall'].some((name) => scripts.has(name))
}

/** A packument that this module wrote to the cache. */
export function packumentFromRecord(value: unknown): Packument | undefined {
  const data = record(value)
  const name = text(data?.['name'])
  const versions = record(data?.['versions'])
  if (!data || name === undefined || !versions) return undefined
  const kept = Object.entries(versions).flatMap(([version, entry]) => {
    const fields = record(record(entry)?.['fields'])
    return fields
      ? [[version, { fields, integrity: text(record(entry)?.['integrity']) }] as const]
      : []
  })
  return {
    name,
    tags: Object.fromEntries(textMap(data['tags'])),
    versions: Object.fromEntries(kept),
  }
}
