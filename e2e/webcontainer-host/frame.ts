/**
 * Runs in the `/headless` page that the client embeds: answers the client's Comlink
 * calls by handing them to Node over one WebSocket.
 */
import { expose, proxy } from 'comlink'
import type { BuildOptions, Machine, RunRequest, TerminalSize, ToFrame } from './protocol.ts'
import { decode, encode } from './wire.ts'

type Listener = (...args: unknown[]) => unknown

interface FrameProcess {
  readonly output: ((chunk: Uint8Array | null) => unknown) | undefined
  readonly exited: (code: number) => void
}

const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/machine${location.search}`)
socket.binaryType = 'arraybuffer'

let lastId = 0
const pending = new Map<number, { resolve: (value: unknown) => void; reject: Listener }>()
const processes = new Map<number, FrameProcess>()
const watchers = new Map<number, Listener>()
const subscriptions = new Map<string, Set<Listener>>()

/** A lost socket settles nothing: a frame that died does not answer either. */
function call<M extends keyof Machine>(
  method: M,
  ...args: Parameters<Machine[M]>
): ReturnType<Machine[M]> {
  lastId += 1
  const id = lastId
  const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }))
  socket.send(encode({ type: 'call', id, method, args }))
  return answer as ReturnType<Machine[M]>
}

function receive(message: ToFrame): void {
  switch (message.type) {
    case 'result':
    case 'error': {
      const waiting = pending.get(message.id)
      pending.delete(message.id)
      if (message.type === 'result') waiting?.resolve(message.value)
      else waiting?.reject(Object.assign(new Error(message.error.message), message.error))
      return
    }
    case 'output':
      processes.get(message.process)?.output?.(message.bytes)
      return
    case 'exit':
      processes.get(message.process)?.output?.(null)
      processes.get(message.process)?.exited(message.code)
      processes.delete(message.process)
      return
    case 'watch':
      watchers.get(message.watcher)?.(message.event, message.filename)
      return
    case 'emit':
      for (const listener of subscriptions.get(message.name) ?? []) listener(...message.args)
  }
}

async function run(
  request: RunRequest,
  _stdout: undefined,
  _stderr: undefined,
  output: FrameProcess['output'],
) {
  lastId += 1
  const id = lastId
  const onExit = new Promise<number>((exited) => processes.set(id, { output, exited }))
  await call('run', id, request)
  return proxy({
    onExit,
    write: (data: string) => call('write', id, data),
    resize: (size: TerminalSize) => call('resize', id, size),
    kill: () => call('kill', id),
  })
}

async function watch(
  path: string,
  options: Parameters<Machine['watch']>[2],
  listener: Listener | undefined,
) {
  lastId += 1
  const id = lastId
  if (listener) watchers.set(id, listener)
  await call('watch', id, path, options)
  return proxy({
    close: () => {
      watchers.delete(id)
      return call('unwatch', id)
    },
  })
}

function createFileSystem() {
  return proxy({
    readFile: (...args: Parameters<Machine['readFile']>) => call('readFile', ...args),
    writeFile: (...args: Parameters<Machine['writeFile']>) => call('writeFile', ...args),
    mkdir: (...args: Parameters<Machine['mkdir']>) => call('mkdir', ...args),
    readdir: (...args: Parameters<Machine['readdir']>) => call('readdir', ...args),
    rm: (...args: Parameters<Machine['rm']>) => call('rm', ...args),
    rename: (...args: Parameters<Machine['rename']>) => call('rename', ...args),
    watch,
  })
}

async function build(options: BuildOptions) {
  const info = await call('build', options)
  subscriptions.clear()
  return proxy({
    fs: createFileSystem,
    runtimeInfo: () => info,
    // The client asks for it at boot and makes no use of it.
    previewScript: () => null,
    run,
    on: (name: string, listener: Listener) => {
      const listeners = subscriptions.get(name) ?? new Set()
      subscriptions.set(name, listeners.add(listener))
      return proxy(() => listeners.delete(listener))
    },
    loadFiles: (...args: Parameters<Machine['loadFiles']>) => call('loadFiles', ...args),
    serialize: (...args: Parameters<Machine['serialize']>) => call('serialize', ...args),
    setPreviewScript: (...args: Parameters<Machine['setPreviewScript']>) =>
      call('setPreviewScript', ...args),
    teardown: () => call('teardown'),
  })
}

socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
  receive(decode(new Uint8Array(event.data)) as ToFrame)
})
socket.addEventListener('open', () => {
  const { port1, port2 } = new MessageChannel()
  expose({ build }, port1)
  const embedder = location.ancestorOrigins[0]
  if (embedder !== undefined) window.parent.postMessage({ type: 'init' }, embedder, [port2])
})
