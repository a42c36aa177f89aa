/** The embedded engine on a page of its own, for specs: what they need of it as globals. */
import { contractCases } from '#runtime/contract-cases.ts'
import { createEmbeddedBoot } from '#runtime/embedded/boot.ts'
import { createWorkerStart } from '#runtime/embedded/start-worker.ts'
import type { Runtime, RuntimeEvent } from '#runtime/runtime.ts'
import { encodeText } from '#workspace/workspace.ts'
import { startServiceWorker } from '#worker/register.ts'

const worker = startServiceWorker({ mayReload: () => false })
const workers = createWorkerStart()
const kept: Record<string, string> = {}

async function bootEngine(): Promise<Runtime> {
  const boot = createEmbeddedBoot({
    projectId: 'engine-page',
    registries: [new URL('./registry/', document.baseURI).href],
    storage: {
      read: () => Promise.resolve(kept),
      change: (key, value) => {
        if (key !== null && value !== null) kept[key] = value
      },
    },
    previewReady: worker.ready,
    page: window,
    startWorker: workers.take,
  })
  return boot({ onProgress: () => undefined, signal: new AbortController().signal })
}

export interface EngineProject {
  readonly runtime: Runtime
  readonly events: RuntimeEvent[]
  /** What the dev server and the installer printed. */
  output(): string
  /** Runs a command to its end. */
  run(command: string, ...args: string[]): Promise<{ code: number; output: string }>
  write(files: Readonly<Record<string, string | null>>): Promise<void>
}

/** Boots, mounts, installs where there is a lockfile, serves, and shows the preview in a frame. */
async function openProject(
  files: Readonly<Record<string, string | readonly number[]>>,
  options: { readonly install?: 'ci' | 'install'; readonly show?: boolean } = {},
): Promise<EngineProject> {
  const runtime = await bootEngine()
  const events: RuntimeEvent[] = []
  let printed = ''
  runtime.on((event) => events.push(event))
  await runtime.mount(
    new Map(
      Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? encodeText(content) : Uint8Array.from(content),
      ]),
    ),
  )
  const run: EngineProject['run'] = async (command, ...args) => {
    const process = await runtime.spawn(command, args)
    let output = ''
    await process.output.pipeTo(
      new WritableStream<string>({ write: (chunk) => void (output += chunk) }),
    )
    return { code: await process.exit, output }
  }
  if (options.install) {
    const { code, output } = await run('npm', options.install)
    if (code !== 0) throw new Error(`npm ${options.install} failed:\n${output}`)
    printed += output
  }
  if (options.show !== false) {
    const ready = new Promise<string>((resolve) => {
      runtime.on((event) => {
        if (event.type === 'server-ready') resolve(event.url)
      })
    })
    const server = await runtime.spawn('vite', [])
    void server.output.pipeTo(
      new WritableStream<string>({ write: (chunk) => void (printed += chunk) }),
    )
    const frame = document.createElement('iframe')
    frame.title = 'Preview'
    frame.setAttribute(
      'sandbox',
      'allow-scripts allow-same-origin allow-forms allow-modals allow-pointer-lock allow-downloads',
    )
    frame.src = await ready
    document.body.append(frame)
  }
  return {
    runtime,
    events,
    output: () => printed,
    run,
    write: (changed) =>
      runtime.write(
        Object.entries(changed).map(([path, text]) =>
          text === null
            ? { type: 'delete', path }
            : { type: 'write', path, bytes: encodeText(text) },
        ),
      ),
  }
}

const engine = { bootEngine, openProject, contractCases }
export type EnginePage = typeof engine
Object.assign(globalThis, { engine })
