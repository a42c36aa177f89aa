import type { CompileProblem } from '../module.ts'
import type { PublicChanges } from '../protocol.ts'
import type { DevServer, DevServerOptions } from './dev-server.ts'
import type { PathChange } from './graph.ts'
import { isConfigFile } from './config-files.ts'
import { openPage } from './page.ts'
import { openProject } from './project.ts'
import { mimeOf } from '../transform/mime.ts'
import { publicAddresses } from './serve-file.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import { createStored } from './storage.ts'

/**
 * A dev server for one preview document at a time. Files that change together
 * (in one task) are one update; updates are made one after the other.
 */
export function createDevServer(options: DevServerOptions): DevServer {
  const { files, packages, print } = options
  const stored = createStored(options.storage)
  const warned = new Set<string>()
  /** To tell an edit from a file that comes or goes. */
  let known = new Set(files.paths())
  const dirty = new Set<string>()
  let working = false
  let problem: CompileProblem | undefined
  let session: Session | undefined
  let project = open()

  function open() {
    const opened = openProject(options)
    options.onWarnings?.(opened.config.warnings)
    for (const warning of opened.config.warnings) {
      if (warned.has(warning)) continue
      warned.add(warning)
      print(`warning: ${warning}`)
    }
    return opened
  }

  function restart(): void {
    project = open()
    known = new Set(files.paths())
    problem = undefined
    session?.reload()
  }

  async function work(): Promise<void> {
    if (working) return // the running call goes on with what was just noted
    working = true
    try {
      await Promise.resolve() // whatever the same task still writes belongs to this update
      while (dirty.size > 0) {
        const paths = [...dirty].sort()
        dirty.clear()
        await take(paths)
      }
    } finally {
      working = false
    }
  }

  async function take(paths: readonly string[]): Promise<void> {
    const reason = paths.find((path) => isConfigFile(path))
    if (reason !== undefined) {
      print(`page reload ${reason}`)
      restart()
      return
    }
    const changes = paths.map(changeOf)
    const affected = project.graph.invalidate(changes)
    const gone = changes.filter(({ kind }) => kind === 'went').map(({ path }) => path)
    await session?.update(affected, gone, publicChanges(paths))
  }

  function changeOf(path: string): PathChange {
    const was = known.has(path)
    if (files.has(path)) {
      known.add(path)
      return { path, kind: was ? 'edited' : 'came' }
    }
    known.delete(path)
    return { path, kind: 'went' }
  }

  function publicChanges(paths: readonly string[]): PublicChanges | undefined {
    const changed = new Map<string, { bytes: Uint8Array; mime: string } | undefined>()
    for (const path of paths) {
      const bytes = files.bytes(path)
      const file = bytes && { bytes, mime: mimeOf(path) }
      for (const address of publicAddresses(path, project.config)) changed.set(address, file)
    }
    return changed.size > 0 ? changed : undefined
  }

  /** The first document finds the page compiled, or is told what is wrong with it: its frame takes as long to open. */
  async function compileAhead(): Promise<void> {
    try {
      const { entries } = await openPage('/', project, options)
      await project.graph.closure(entries, () => false)
    } catch {
      return
    }
  }
  void compileAhead()

  const stopFiles = files.onChange((paths) => {
    for (const path of paths) dirty.add(path)
    void work()
  })
  const stopPackages = packages.onChange(() => {
    print('page reload package.json')
    restart()
  })

  return {
    connect: (port) => {
      session?.close()
      problem = undefined
      const opened = createSession({
        ...options,
        port,
        project: () => project,
        stored,
        onProblem: (now) => {
          if (session === opened) problem = now
        },
      })
      session = opened
    },
    problem: () => problem,
    restart,
    close: () => {
      stopFiles()
      stopPackages()
      session?.close()
      session = undefined
      stored.close()
    },
  }
}
