import type { FileTree } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import { takeFolder } from '../../read-folder.ts'
import { loadChunk } from '../load-chunk.ts'
import { createNode } from '../node/run-node.ts'
import type { AnsweredCall, Message, News } from '../calls.ts'
import type { EngineOptions } from '../protocol.ts'
import { createShell } from '../shell/create-shell.ts'
import type { CommandContext, ShellProcess } from '../shell/shell.ts'
import { createTransform } from '../transform/create-transform.ts'
import { createNodeFrames } from './node-frames.ts'
import { createEnginePackages } from './packages.ts'
import { createServe } from './serve.ts'

export interface Engine {
  call(call: AnsweredCall): Promise<unknown>
  take(message: Message): void
}

/** Joins the parts of the engine for one project. */
export function createEngine(options: EngineOptions, tell: (news: News) => void): Engine {
  const files = createEngineFiles()
  const packages = createEnginePackages(options, (line) => serve.print(line))
  const transform = createTransform()
  const frames = createNodeFrames(tell)
  const serve = createServe({ files, packages, transform, options, tell })
  let typeCheck: Promise<(context: CommandContext) => Promise<number>> | undefined
  const shell = createShell({
    files,
    packages,
    serve: serve.run,
    build: async (context) => {
      const { build } = await loadChunk(() => import('../build/build.ts'), 'build')
      return build({ files, packages, transform }, context)
    },
    typeCheck: async (context) => {
      typeCheck ??= loadChunk(
        () => import('../typescript/create-type-check.ts'),
        'createTypeCheck',
      ).then((typescript) => typescript.createTypeCheck({ files, packages }))
      typeCheck.catch(() => (typeCheck = undefined)) // its chunk may be had the next time
      return (await typeCheck)(context)
    },
    node: createNode({
      files,
      packages,
      transform,
      openFrame: frames.open,
      programSource: async () =>
        (await loadChunk(() => import('virtual:tabsmith-node-program'), 'default')).default,
    }),
  })
  const processes = new Map<number, ShellProcess>()

  files.onProgramChange((changes) =>
    tell({ type: 'event', event: { type: 'files-changed', changes } }),
  )

  function spawn(call: Extract<AnsweredCall, { readonly type: 'spawn' }>): void {
    const id = call.process
    const process = shell.spawn(call.command, call.args, call.options, (text) =>
      tell({ type: 'output', process: id, text }),
    )
    processes.set(id, process)
    void process.exit.then((code) => {
      processes.delete(id)
      tell({ type: 'exit', process: id, code })
    })
  }

  function read(folder: string): FileTree {
    const found = new Map<string, Uint8Array>()
    for (const path of files.paths(folder)) {
      const bytes = files.bytes(path)
      if (bytes) found.set(path, bytes)
    }
    return takeFolder(found, folder)
  }

  return {
    call: async (call) => {
      switch (call.type) {
        case 'boot':
        case 'ping':
          return undefined
        case 'mount': {
          files.mount(call.files)
          return
        }
        case 'write': {
          files.write(call.changes)
          return
        }
        case 'read':
          return read(call.folder)
        case 'spawn': {
          spawn(call)
          return
        }
      }
    },
    take: (message) => {
      switch (message.type) {
        case 'input':
          return processes.get(message.process)?.write(message.text)
        case 'kill':
          return processes.get(message.process)?.kill()
        case 'resize':
          return processes.get(message.process)?.resize(message.size)
        case 'preview': {
          serve.connect(message.port)
          return
        }
        case 'node-frame': {
          frames.opened(message.frame, message.port)
          return
        }
      }
    },
  }
}
