import type { FileSystemAPI } from '@webcontainer/api'
import { isGenerated } from '#workspace/paths.ts'

/** Changes are collected until this long after the last one, in milliseconds, but at most for `MAX_MS`. */
const QUIET_MS = 60
const MAX_MS = 400

/** Calls `onDirty` with the paths that processes (or we) touched, in batches, without generated folders. */
export function watchFiles(
  fs: FileSystemAPI,
  onDirty: (paths: readonly string[]) => void,
): () => void {
  const dirty = new Set<string>()
  let quiet: ReturnType<typeof setTimeout> | undefined
  let latest: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    clearTimeout(quiet)
    clearTimeout(latest)
    quiet = latest = undefined
    const paths = [...dirty]
    dirty.clear()
    onDirty(paths)
  }

  const watcher = fs.watch('.', { recursive: true }, (_event, filename) => {
    const name = typeof filename === 'string' ? filename : new TextDecoder().decode(filename)
    const path = name.replace(/^\.\//, '')
    if (path === '' || path === '.' || isGenerated(path)) return
    dirty.add(path)
    clearTimeout(quiet)
    quiet = setTimeout(flush, QUIET_MS)
    latest ??= setTimeout(flush, MAX_MS)
  })

  return () => {
    clearTimeout(quiet)
    clearTimeout(latest)
    watcher.close()
  }
}
