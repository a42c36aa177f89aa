import type * as EsbuildWasm from 'esbuild-wasm'
import { Failure } from '#failure.ts'
import { loadChunk } from '../load-chunk.ts'
import { createSurvivor, type Esbuild } from './esbuild-survivor.ts'

const survivor = createSurvivor(start)
let loading: Promise<Esbuild> | undefined

/**
 * esbuild, fetched and started on first use (3.7 MB gz): for syntax that sucrase
 * does not know, pre-bundles and builds. Failure 'offline' when it cannot be fetched;
 * the next call tries again. What breaks it does so for one call alone (see
 * createSurvivor). In Node it is the package's own build for Node.
 */
export function loadEsbuild(): Promise<Esbuild> {
  loading ??= survivor.start().catch((error: unknown) => {
    loading = undefined
    throw new Failure('offline', 'esbuild, which compiles it, could not be loaded.', {
      hint: 'Go online and change a file, which tries again. If that does not help, reload the page.',
      cause: error,
    })
  })
  return loading
}

async function start(): Promise<typeof EsbuildWasm> {
  const esbuild = await loadChunk(() => import('esbuild-wasm'), 'initialize')
  if (!inNode()) {
    const { default: wasmURL } = await loadChunk(
      () => import('esbuild-wasm/esbuild.wasm?url'),
      'default',
    )
    // We are in a worker already; another would only cost a copy of every message.
    await esbuild.initialize({ wasmURL, worker: false })
  }
  return esbuild
}

function inNode(): boolean {
  if (!('process' in globalThis)) return false
  const { versions } = globalThis.process as { versions?: { node?: string } }
  return versions?.node !== undefined
}
