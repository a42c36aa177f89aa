import type { PackageFiles } from './exports.ts'
import { parseRecord } from './json.ts'
import type { Registry } from './registry.ts'
import { tarballKey } from './registry.ts'
import { unpackTarball } from './tarball.ts'
import type { TreePackage } from './tree.ts'

/** Unpacked packages that are held in memory; beyond it the longest unused are unpacked anew. */
const HELD_BYTES = 200 * 1024 * 1024

export interface PackageStore {
  /** The files of a package, fetched when they are not kept here. Failures as Registry.tarball and unpackTarball. */
  files(of: TreePackage): Promise<PackageFiles>
}

interface Held {
  readonly files: PackageFiles
  readonly bytes: number
}

export function createPackageStore(registry: Registry): PackageStore {
  const held = new Map<string, Promise<Held>>()
  const sizes = new Map<string, number>()

  async function unpack(of: TreePackage): Promise<Held> {
    const label = `${of.name}@${of.version}`
    const contents = await unpackTarball(await registry.tarball(of), label)
    let bytes = 0
    for (const { length } of contents.values()) bytes += length
    const manifest = contents.get('package.json')
    return {
      bytes,
      files: {
        manifest: (manifest && parseRecord(withoutMark(new TextDecoder().decode(manifest)))) ?? {},
        paths: new Set(contents.keys()),
        read: (path) => contents.get(path),
      },
    }
  }

  function forgetOldest(): void {
    let total = 0
    for (const bytes of sizes.values()) total += bytes
    for (const [key, bytes] of sizes) {
      if (total <= HELD_BYTES || sizes.size === 1) return
      held.delete(key)
      sizes.delete(key)
      total -= bytes
    }
  }

  return {
    async files(of) {
      const key = tarballKey(of)
      const known = held.get(key)
      const promise = known ?? unpack(of)
      // The most recently used is last.
      held.delete(key)
      held.set(key, promise)
      try {
        const { files, bytes } = await promise
        sizes.delete(key)
        sizes.set(key, bytes)
        forgetOldest()
        return files
      } catch (error) {
        held.delete(key)
        throw error
      }
    },
  }
}

function withoutMark(source: string): string {
  return source.startsWith('\ufeff') ? source.slice(1) : source
}
