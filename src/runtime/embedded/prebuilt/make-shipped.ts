/** Makes the pre-bundles that are shipped with the app. Runs in Node. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ShippedPackage } from '../packages/shipped.ts'
import { shippedEntries } from './shipped-entries.ts'

/** The sources whose change makes other pre-bundles, below src/runtime/embedded. */
const MAKERS = ['packages', 'transform', 'prebuilt/shipped-entries.ts', 'module.ts']

/**
 * Pre-bundles what `shippedEntries` names from the project's own node_modules.
 * Kept under node_modules/.cache until the lockfile or the code that makes
 * them changes: the second build takes no time for it.
 */
export async function makeShipped(root: string): Promise<readonly ShippedPackage[]> {
  const folder = path.join(root, 'node_modules', '.cache', 'tabsmith')
  const file = path.join(folder, `shipped-${await keyOf(root)}.json`)
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept) as readonly ShippedPackage[]

  const { prebundleForShipping } = await import('../packages/prebundle-installed.ts')
  const made = await prebundleForShipping(path.join(root, 'node_modules'), shippedEntries)
  await mkdir(folder, { recursive: true })
  // Appears under its name only when complete, so that two builds may do this at once.
  const partial = `${file}-${process.pid}`
  await writeFile(partial, JSON.stringify(made))
  await rename(partial, file)
  return made
}

async function keyOf(root: string): Promise<string> {
  const hash = createHash('sha256')
  hash.update(await readFile(path.join(root, 'package-lock.json')))
  const embedded = path.join(root, 'src', 'runtime', 'embedded')
  for (const maker of MAKERS) {
    for (const file of await sourcesOf(path.join(embedded, maker)))
      hash.update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}

async function sourcesOf(place: string): Promise<string[]> {
  if (place.endsWith('.ts')) return [place]
  const names = await readdir(place)
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => path.join(place, name))
}
