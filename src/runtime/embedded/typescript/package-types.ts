import { Failure } from '#failure.ts'
import { decodeText } from '#workspace/workspace.ts'
import type { InstalledPackage, Packages } from '../packages/packages.ts'
import type { PackageFiles } from './messages.ts'

/** What of a package the compiler reads. Of all else it only sees that it is there. */
const READ = /(?:\.[cm]?ts|\.json)$/
const MAX_BYTES = 30 * 1024 * 1024
const MAX_FILES = 20_000

/**
 * A package's declarations. Rejects with Failure 'offline' when they are
 * neither here nor to be had, 'unsupported' when they are too many.
 */
export async function readPackageTypes(
  packages: Packages,
  of: InstalledPackage,
): Promise<PackageFiles> {
  const paths = await packages.paths(of)
  if (paths.length > MAX_FILES) throw tooLarge(of, `${paths.length} files`)
  const files = new Map<string, string | null>()
  let size = 0
  for (const path of paths) {
    const bytes = READ.test(path) ? await packages.read(of, path) : undefined
    size += bytes?.length ?? 0
    if (size > MAX_BYTES) throw tooLarge(of, `more than ${MAX_BYTES / 1024 / 1024} MB of types`)
    files.set(path, bytes ? (decodeText(bytes) ?? null) : null)
  }
  return { folder: of.folder, files }
}

function tooLarge(of: InstalledPackage, what: string): Failure {
  return new Failure('unsupported', `${of.name} has ${what}: too much to check against here.`, {
    hint: 'Run tsc in a clone of the project.',
  })
}
