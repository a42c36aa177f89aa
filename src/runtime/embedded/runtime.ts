import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'
import { startHeartbeat } from '../heartbeat.ts'
import type { Process, Runtime, RuntimeEvent } from '../runtime.ts'
import type { PreviewStorage } from './boot.ts'
import type { Calls, News } from './calls.ts'
import type { Frames } from './frames.ts'
import { createProcess, type OpenProcess } from './process.ts'

/** Five seconds each. Many, because bundling a big package holds the worker up on a slow device. */
const MISSED_BEATS = 10

export interface EmbeddedRuntimeOptions {
  readonly calls: Calls
  readonly frames: Frames
  readonly storage: PreviewStorage
}

/** The runtime port over a booted engine worker. */
export function createEmbeddedRuntime({ calls, frames, storage }: EmbeddedRuntimeOptions): Runtime {
  const listeners = new Set<(event: RuntimeEvent) => void>()
  const processes = new Map<number, OpenProcess>()
  let gone: Failure | undefined
  let lastProcess = 0

  function end(failure: Failure): void {
    gone = failure
    stopHeartbeat()
    frames.dispose()
    calls.close(failure)
    for (const process of processes.values()) process.lose(failure)
    processes.clear()
  }

  function emit(event: RuntimeEvent): void {
    for (const listener of [...listeners]) listener(event)
  }

  function onNews(news: News): void {
    switch (news.type) {
      case 'event': {
        emit(news.event)
        return
      }
      case 'output':
        return processes.get(news.process)?.print(news.text)
      case 'exit':
        processes.get(news.process)?.ended(news.code)
        processes.delete(news.process)
        return
      case 'storage': {
        storage.change(news.key, news.value)
        return
      }
      case 'open-node-frame': {
        frames.openNode(news.frame, (port) => {
          calls.send({ type: 'node-frame', frame: news.frame, port }, port ? [port] : [])
        })
        return
      }
      case 'close-node-frame': {
        frames.closeNode(news.frame)
        return
      }
    }
  }

  calls.onNews(onNews)
  function lose(failure: Failure): void {
    const told = [...listeners]
    listeners.clear()
    end(failure)
    for (const listener of told) listener({ type: 'lost', reason: failure.message })
  }

  calls.onBroken(lose)
  // A browser that is short of memory ends workers without a word.
  const stopHeartbeat = startHeartbeat(
    () => calls.call({ type: 'ping' }),
    MISSED_BEATS,
    () => lose(new Failure('lost', 'The embedded engine does not answer any more.')),
  )

  return {
    kind: 'embedded',
    abilities: {
      devServer: true,
      servers: false,
      node: true,
      install: true,
      shell: { command: 'bash', args: [] },
      previewInTab: false,
    },
    mount: async (files) => {
      await calls.call({ type: 'mount', files })
    },
    write: async (changes) => {
      await calls.call({ type: 'write', changes })
    },
    read: async (folder) => (await calls.call({ type: 'read', folder })) as FileTree,
    spawn: async (command, args, options = {}): Promise<Process> => {
      const id = ++lastProcess
      const opened = createProcess(id, calls)
      processes.set(id, opened)
      try {
        await calls.call({ type: 'spawn', process: id, command, args, options })
      } catch (error) {
        processes.delete(id)
        throw error
      }
      return opened.process
    },
    on: (listener) => {
      if (gone) return () => undefined
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => {
      listeners.clear()
      if (!gone) end(new Failure('lost', 'The runtime was closed.'))
      return Promise.resolve()
    },
  }
}
