import { folder, index } from 'virtual:tabsmith-shipped'
import { browserCache } from '../packages/cache.ts'
import { createPackages } from '../packages/create-packages.ts'
import type { Packages } from '../packages/packages.ts'
import { shippedPackages } from '../packages/shipped.ts'
import type { EngineOptions } from '../protocol.ts'
import { loadEsbuild } from '../transform/esbuild.ts'

/** The project's packages on what a browser's worker has. `print` gets lines for the terminal. */
export function createEnginePackages(
  { registries, baseUrl }: EngineOptions,
  print: (line: string) => void,
): Packages {
  const get: typeof fetch = (input, init) => fetch(input, init)
  return createPackages({
    registries,
    fetch: get,
    cache: browserCache(globalThis.caches, baseUrl, () =>
      print('The browser keeps no packages: they are fetched again at the next visit.'),
    ),
    shipped: shippedPackages(new URL(folder, baseUrl).href, get, index),
    esbuild: loadEsbuild,
    print,
  })
}
