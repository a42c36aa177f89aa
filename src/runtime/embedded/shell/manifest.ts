import { Failure } from '#failure.ts'
import { dirname } from '#workspace/paths.ts'
import type { EngineFiles } from '../files.ts'

/** The parts of package.json that npm's commands read. */
export interface PackageJson {
  /** The folder it lies in, relative to the project. */
  readonly folder: string
  readonly text: string
  readonly name: string | undefined
  readonly version: string | undefined
  readonly scripts: ReadonlyMap<string, string>
  readonly dependencies: ReadonlyMap<string, string>
  readonly devDependencies: ReadonlyMap<string, string>
}

/**
 * package.json of `cwd` or of the nearest folder above, as npm looks for it.
 * Failure 'not-found' or 'invalid', with npm's own code in the message.
 */
export function readPackageJson(files: EngineFiles, cwd: string): PackageJson {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = folder === '' ? 'package.json' : `${folder}/package.json`
    const text = files.text(path)
    if (text !== undefined) return { folder, text, ...parse(text, path) }
    if (folder === '') break
  }
  throw new Failure('not-found', 'code ENOENT\nCould not read package.json: there is none.')
}

function parse(text: string, path: string) {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('invalid', `code EJSONPARSE\npath /project/${path}\nJSON.parse ${why}`)
  }
  const fields = fieldsOf(json)
  if (!fields) {
    throw new Failure('invalid', `code EJSONPARSE\npath /project/${path}\nIt has to be an object.`)
  }
  return {
    name: typeof fields.name === 'string' ? fields.name : undefined,
    version: typeof fields.version === 'string' ? fields.version : undefined,
    scripts: stringsOf(fields.scripts),
    dependencies: stringsOf(fields.dependencies),
    devDependencies: stringsOf(fields.devDependencies),
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined
}

function stringsOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(fieldsOf(value) ?? {})
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
