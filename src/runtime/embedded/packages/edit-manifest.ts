import { parseManifest } from './lockfile.ts'
import { record, textMap } from './json.ts'

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/**
 * package.json with dependencies added and removed; what it looks like
 * (indentation, order of its keys, last newline) stays. Dependencies are sorted, as npm does.
 */
export function editManifest(
  source: string,
  change: {
    readonly add: ReadonlyMap<string, string>
    readonly remove: readonly string[]
    readonly dev: boolean
  },
): string {
  if (change.add.size === 0 && change.remove.length === 0) return source
  const manifest: Record<string, unknown> = { ...parseManifest(source) }
  const fields = new Map(FIELDS.map((field) => [field, new Map(textMap(manifest[field]))]))
  const touched = new Set<string>()
  for (const [name, value] of change.add) {
    const target = fieldFor(name, fields, change.dev)
    for (const [field, entries] of fields) {
      // A peer may be a development dependency as well.
      if (field === 'peerDependencies' && field !== target) continue
      if (field === target) entries.set(name, value)
      else if (!entries.delete(name)) continue
      touched.add(field)
    }
  }
  for (const name of change.remove) {
    for (const [field, entries] of fields) if (entries.delete(name)) touched.add(field)
  }
  for (const field of touched) {
    const entries = [...(fields.get(field) ?? [])].sort(([a], [b]) => a.localeCompare(b, 'en'))
    if (entries.length > 0) manifest[field] = Object.fromEntries(entries)
    else if (record(manifest[field])) Reflect.deleteProperty(manifest, field)
  }
  const end = source.endsWith('\n') ? '\n' : ''
  return JSON.stringify(manifest, null, indentationOf(source)) + end
}

/** Where it is already, unless `--save-dev` was said. */
function fieldFor(
  name: string,
  fields: ReadonlyMap<string, ReadonlyMap<string, string>>,
  dev: boolean,
): string {
  if (dev) return 'devDependencies'
  const present = ['dependencies', 'optionalDependencies', 'devDependencies']
  return present.find((field) => fields.get(field)?.has(name)) ?? 'dependencies'
}

export function indentationOf(source: string): string {
  return /^\{\r?\n([ \t]+)"/.exec(source)?.[1] ?? '  '
}
