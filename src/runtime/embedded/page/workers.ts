/** Web workers of the app: blob scripts that carry this page's script and the worker's modules. */
import type { CompiledModule, ModuleId } from '../module.ts'
import { blobAddress } from './assets.ts'
import type { Registry } from './registry.ts'
import { pageSource } from './source.ts'
import { planText, type Env } from './worker.ts'
import { cappedWorker, createWorkerCap } from './worker-cap.ts'

export interface WorkersOptions {
  readonly view: Window & typeof globalThis
  readonly registry: Registry
  readonly env: Env
  readonly origin: string
}

export interface Workers {
  /** A class whose instances run a module: what `?worker` exports. */
  workerClass(id: ModuleId): new (options?: WorkerOptions) => Worker
  sharedWorkerClass(id: ModuleId): new (options?: WorkerOptions) => SharedWorker
  /** What `?worker&url` exports and `new URL('./worker.ts', import.meta.url)` gives. */
  workerAddress(id: ModuleId): string
}

export function createWorkers({ view, registry, env, origin }: WorkersOptions): Workers {
  const made = new Map<ModuleId, { readonly key: string; readonly url: string }>()

  const addresses = new Set<string>()

  /** The same address as long as no module of the worker changes. */
  function workerAddress(id: ModuleId): string {
    const modules = graphOf(registry, id)
    const text = planText({ entry: id, modules, env, origin })
    const known = made.get(id)
    if (known?.key === text) return known.url
    const url = blobAddress(new TextEncoder().encode(`${text}\n${pageSource()}`), 'text/javascript')
    made.set(id, { key: text, url })
    addresses.add(url)
    return url
  }

  /**
   * Browsers start no module workers from blobs of a sandboxed document. Ours
   * bring their modules along, so they are classic whatever the app asks for.
   */
  function optionsFor(url: unknown, options?: WorkerOptions): WorkerOptions | undefined {
    return addresses.has(String(url)) ? { ...options, type: 'classic' } : options
  }

  const { Worker, SharedWorker } = view
  const cap = createWorkerCap()
  const PageWorker = cappedWorker(Worker, cap, optionsFor)
  view.Worker = PageWorker
  // Not every browser has it.
  const PageSharedWorker =
    typeof SharedWorker === 'function'
      ? class extends SharedWorker {
          constructor(url: string | URL, options?: string | WorkerOptions) {
            cap.check()
            super(url, optionsFor(url, typeof options === 'string' ? { name: options } : options))
            cap.started(this)
          }
        }
      : undefined
  if (PageSharedWorker) view.SharedWorker = PageSharedWorker

  return {
    workerAddress,
    workerClass: (id) =>
      class extends PageWorker {
        constructor(options?: WorkerOptions) {
          super(workerAddress(id), options)
        }
      },
    sharedWorkerClass(id) {
      if (!PageSharedWorker) throw new TypeError('This browser has no SharedWorker.')
      return class extends PageSharedWorker {
        constructor(options?: WorkerOptions) {
          super(workerAddress(id), options)
        }
      }
    },
  }
}

/** All that a module can reach by what is written down. */
function graphOf(registry: Registry, entry: ModuleId): readonly CompiledModule[] {
  const found = new Map<ModuleId, CompiledModule>()
  const open = [entry]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const module = registry.module(id)
    if (!module || found.has(id)) continue
    found.set(id, module)
    open.push(...module.imports, ...Object.values(module.links))
  }
  return [...found.values()]
}
