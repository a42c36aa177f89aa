import { watch as watchOne, type FSWatcher } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'

export type Change = 'rename' | 'change'

/** Installed packages and git's own files change by the thousand and interest nobody. */
const unwatched = new Set(['node_modules', '.git'])
const batchMs = 20

/**
 * Watches a file or folder until `close`. `listener` gets each path relative to
 * `root`, once per batch. Node 20 on Linux watches recursively by one watcher a file,
 * `node_modules` included; this takes one a folder. Throws ENOENT like Node's own.
 */
export async function watchTree(
  root: string,
  recursive: boolean,
  listener: (event: Change, filename: string) => void,
): Promise<{ close(): void }> {
  const watchers = new Map<string, FSWatcher>()
  const batch = new Map<string, Change>()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function report(event: Change, filename: string): void {
    if (closed) return
    if (batch.get(filename) !== 'rename') batch.set(filename, event)
    timer ??= setTimeout(() => {
      timer = undefined
      const reported = [...batch]
      batch.clear()
      for (const [name, change] of reported) listener(change, name)
    }, batchMs)
  }

  function forget(inside: string): void {
    for (const [folder, watcher] of watchers) {
      if (folder !== inside && !folder.startsWith(`${inside}/`)) continue
      watcher.close()
      watchers.delete(folder)
    }
  }

  async function onEvent(event: Change, inside: string): Promise<void> {
    report(event, inside)
    if (!recursive || event !== 'rename' || unwatched.has(path.basename(inside))) return
    const target = await stat(path.join(root, inside)).catch(() => undefined)
    if (!target?.isDirectory()) forget(inside)
    else if (!closed) await add(inside, true)
  }

  /** `isNew`: what is in the folder already was made before anybody watched it. */
  async function add(inside: string, isNew: boolean): Promise<void> {
    if (closed || watchers.has(inside)) return
    const watcher = watchFolder(path.join(root, inside), (event, filename) => {
      void onEvent(event, path.posix.join(inside, filename))
    })
    if (!watcher) return
    watcher.on('error', () => forget(inside))
    watchers.set(inside, watcher)
    if (!recursive) return
    const entries = await readdir(path.join(root, inside), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const below = path.posix.join(inside, entry.name)
      if (isNew) report('rename', below)
      if (entry.isDirectory() && !unwatched.has(entry.name)) await add(below, isNew)
    }
  }

  await stat(root)
  await add('', false)
  return {
    close() {
      closed = true
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** Undefined when the folder has gone already. */
function watchFolder(
  folder: string,
  listener: (event: Change, filename: string) => void,
): FSWatcher | undefined {
  try {
    return watchOne(folder, (event, filename) => {
      if (filename !== null) listener(event, filename)
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
