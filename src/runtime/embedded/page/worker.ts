/** A worker of the app: runs its modules with the same registry as the page. */
import { CLIENT_MODULES, type CompiledModule, type ModuleId } from '../module.ts'
import { createAssets } from './assets.ts'
import { createRegistry } from './registry.ts'
import { cappedWorker, createWorkerCap } from './worker-cap.ts'

export type Env = Readonly<Record<string, string | boolean>>

export interface WorkerPlan {
  readonly entry: ModuleId
  readonly modules: readonly CompiledModule[]
  readonly env: Env
  readonly origin: string
}

const PLAN = '__tabsmith_worker'

/** The first line of a worker's script: what it is to run. */
export function planText(plan: WorkerPlan): string {
  const json = JSON.stringify(plan, (_key, value: unknown) =>
    value instanceof Uint8Array ? { base64: toBase64(value) } : value,
  )
  return `self.${PLAN} = ${json};`
}

export function startWorker(): void {
  const plan = Reflect.get(self, PLAN) as WorkerPlan | undefined // made by planText
  if (!plan) throw new Error('This script runs in preview documents and their workers only.')
  Reflect.deleteProperty(self, PLAN)
  // Not every browser has workers in workers.
  if (typeof Worker === 'function') self.Worker = cappedWorker(Worker, createWorkerCap())
  const { entry, env, origin } = plan
  const address = (id: ModuleId) => origin + id
  const assets = createAssets()
  const registry = createRegistry({
    address,
    meta: ({ id }) => ({ url: address(id), env }),
    load: (ids) => Promise.reject(unknown(ids.join(', '))),
    resolve: (_from, specifier) => Promise.reject(unknown(specifier)),
    asset: assets.address,
    // A worker that loops keeps nobody from drawing.
    guard: () => undefined,
  })
  registry.add(plan.modules.map(withBytes))
  const nothing = (what: string) => () => {
    throw new Error(`A worker of a preview cannot ${what}.`)
  }
  registry.provide(CLIENT_MODULES.client, {
    updateStyle: nothing('put styles on the page'),
    removeStyle: nothing('put styles on the page'),
    workerClass: nothing('start workers of its own in this preview'),
    sharedWorkerClass: nothing('start workers of its own in this preview'),
    workerAddress: nothing('start workers of its own in this preview'),
  })
  // Components that a worker happens to import are not refreshed there.
  const asIs = () => (type: unknown) => type
  registry.provide(CLIENT_MODULES.refresh, { register: () => undefined, signature: asIs })
  const early = holdMessages()
  registry
    .run(entry)
    .catch((error: unknown) => {
      reportError(error)
    })
    .finally(early)
}

function unknown(what: string): Error {
  return new Error(
    `'${what}' was not sent to this worker: in a preview, a worker can import only what is written down in its source`,
  )
}

/** Messages that arrive while the modules wait for a top-level await are for handlers yet to come. */
function holdMessages(): () => void {
  const held: MessageEvent[] = []
  const hold = (event: Event) => {
    if (!(event instanceof MessageEvent)) return
    event.stopImmediatePropagation()
    held.push(event)
  }
  addEventListener('message', hold)
  return () => {
    removeEventListener('message', hold)
    for (const { data, ports } of held) {
      self.dispatchEvent(new MessageEvent('message', { data: data as unknown, ports: [...ports] }))
    }
  }
}

function withBytes(module: CompiledModule): CompiledModule {
  const bytes: unknown = module.asset?.bytes
  if (!module.asset || typeof bytes !== 'object' || !bytes || !('base64' in bytes)) return module
  return { ...module, asset: { ...module.asset, bytes: fromBase64(String(bytes.base64)) } }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
