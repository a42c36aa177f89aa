import type { PackageFiles } from '../packages/exports.ts'
import { parseRecord } from '../packages/json.ts'
import type { InstalledPackage, Packages } from '../packages/packages.ts'

/** What resolving inside of an installed package takes, read once for each. */
export function createPackageFiles(
  packages: Packages,
): (of: InstalledPackage) => Promise<PackageFiles> {
  const known = new Map<string, Promise<PackageFiles>>()

  async function read(of: InstalledPackage): Promise<PackageFiles> {
    const [paths, bytes] = await Promise.all([
      packages.paths(of),
      packages.read(of, 'package.json'),
    ])
    const manifest = bytes && parseRecord(new TextDecoder().decode(bytes))
    // Contents are read one by one, when esbuild asks for them.
    return { manifest: manifest ?? {}, paths: new Set(paths), read: () => undefined }
  }

  return (of) => {
    const found = known.get(of.folder) ?? read(of)
    known.set(of.folder, found)
    return found
  }
}
