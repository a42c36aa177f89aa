import type { WebSocket } from 'ws'
import type { Boot, BootProcess } from './boot.ts'
import type { FromFrame, Machine, MachineEvent, RuntimeInfo, ToFrame } from './protocol.ts'
import { loadTree, saveTree } from './snapshot.ts'
import { watchTree } from './watch.ts'
import { decode, encode } from './wire.ts'

/** What a session needs of the host: a boot, or the error with which `build` is refused. */
export type CreateBoot = (
  options: Parameters<Machine['build']>[0],
  emit: Boot['emit'],
) => Promise<Boot>

/** Node's side of the calls: what the frame awaits may be there at once. */
type Served = {
  readonly [M in keyof Machine]: (
    ...args: Parameters<Machine[M]>
  ) => ReturnType<Machine[M]> | Awaited<ReturnType<Machine[M]>>
}

/**
 * Serves one frame until its socket closes, which ends its boot. Resolves when all is
 * cleared away. One boot at a time, as the client has it.
 */
export async function serveFrame(socket: WebSocket, createBoot: CreateBoot): Promise<void> {
  const send = (message: ToFrame) => {
    if (socket.readyState === socket.OPEN) socket.send(encode(message))
  }
  const { machine, end } = createMachine(createBoot, send)

  // A broken socket closes as well, and that is what counts.
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    const call = decode(data) as FromFrame
    answer(machine, call).then(
      (value) => send({ type: 'result', id: call.id, value }),
      (error: unknown) => send({ type: 'error', id: call.id, error: toWireError(error) }),
    )
  })
  await new Promise((resolve) => socket.once('close', resolve))
  await end()
}

async function answer(machine: Served, call: FromFrame): Promise<unknown> {
  const method = machine[call.method] as (...args: FromFrame['args']) => unknown
  return await method(...call.args)
}

function toWireError(thrown: unknown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { name: error.name, message: error.message, stack: error.stack }
}

function createMachine(createBoot: CreateBoot, send: (event: MachineEvent) => void) {
  let building: Promise<Boot> | undefined
  const processes = new Map<number, BootProcess>()
  const watchers = new Map<number, { close(): void }>()

  async function current(): Promise<Boot> {
    if (!building) throw new Error('The WebContainer was torn down')
    return building
  }

  async function build(options: Parameters<Machine['build']>[0]): Promise<RuntimeInfo> {
    if (building) throw new Error('Only a single WebContainer instance can be booted')
    building = createBoot(options, (name, ...args) => send({ type: 'emit', name, args }))
    building.catch(() => (building = undefined))
    return (await building).info
  }

  async function end(): Promise<void> {
    const ending = building
    building = undefined
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
    await ending?.then(
      (boot) => boot.close(),
      () => undefined,
    )
  }

  async function run(id: number, request: Parameters<Machine['run']>[1]): Promise<void> {
    const boot = await current()
    const started = await boot.run(request, (bytes) => send({ type: 'output', process: id, bytes }))
    processes.set(id, started)
    void started.exit.then((code) => {
      processes.delete(id)
      send({ type: 'exit', process: id, code })
    })
  }

  async function watch(...[id, path, options]: Parameters<Machine['watch']>): Promise<void> {
    const { files } = await current()
    const recursive = typeof options === 'object' && options?.recursive === true
    const watcher = await watchTree(files.resolve(path), recursive, (event, filename) => {
      send({ type: 'watch', watcher: id, event, filename })
    })
    watchers.set(id, watcher)
  }

  const machine: Served = {
    build,
    teardown: end,
    run,
    watch,
    loadFiles: async (bytes, options) => {
      const { files } = await current()
      const mountPoint = options?.mountPoints ?? '.'
      await files.readdir(mountPoint)
      await loadTree(files.resolve(mountPoint), bytes)
    },
    serialize: async (path, options) => {
      const { files } = await current()
      await files.readdir(path)
      return saveTree(files.resolve(path), options)
    },
    setPreviewScript: async (source, options) => {
      const boot = await current()
      boot.previewScript = { source, ...options }
    },
    write: (id, data) => processes.get(id)?.write(data),
    resize: (id, size) => processes.get(id)?.resize(size),
    kill: (id) => processes.get(id)?.kill(),
    unwatch: (id) => {
      watchers.get(id)?.close()
      watchers.delete(id)
    },
    readFile: async (...args) => (await current()).files.readFile(...args),
    writeFile: async (...args) => (await current()).files.writeFile(...args),
    mkdir: async (...args) => (await current()).files.mkdir(...args),
    readdir: async (...args) => (await current()).files.readdir(...args),
    rm: async (...args) => (await current()).files.rm(...args),
    rename: async (...args) => (await current()).files.rename(...args),
  }
  return { machine, end }
}
