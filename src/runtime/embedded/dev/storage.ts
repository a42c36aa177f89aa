import type { PreviewStorage } from './dev-server.ts'

/** All that one storage area holds, keys included, in UTF-16 units: as much as browsers allow. */
export const MAX_AREA = 5 * 1024 * 1024

/** What a preview keeps. A change that would outgrow the limit is dropped, as the page itself refuses it first. */
export interface StoredArea {
  all(): Readonly<Record<string, string>>
  /** True when it took effect. */
  change(key: string | null, value: string | null): boolean
}

export function createArea(initial: Readonly<Record<string, string>> = {}): StoredArea {
  const items = new Map<string, string>()
  let size = 0

  function remove(key: string): void {
    const value = items.get(key)
    if (value === undefined) return
    size -= key.length + value.length
    items.delete(key)
  }

  function change(key: string | null, value: string | null): boolean {
    if (key === null) {
      items.clear()
      size = 0
      return true
    }
    if (value === null) {
      remove(key)
      return true
    }
    const before = items.get(key)
    const freed = before === undefined ? 0 : key.length + before.length
    if (size - freed + key.length + value.length > MAX_AREA) return false
    remove(key)
    items.set(key, value)
    size += key.length + value.length
    return true
  }

  for (const [key, value] of Object.entries(initial)) change(key, value)
  // Object.fromEntries defines properties: a key such as __proto__ is a key like any other.
  return { all: () => Object.fromEntries(items), change }
}

/** The project's localStorage and sessionStorage. Session items live as long as the dev server. */
export interface Stored {
  /** Reads what was kept, the first time. */
  load(): Promise<{ readonly local: StoredArea; readonly session: StoredArea }>
  change(area: 'local' | 'session', key: string | null, value: string | null): void
  /** Passes on what still waits. */
  close(): void
}

/**
 * A change is passed on at once; those that follow within `SETTLE_MS` are passed on together, each
 * key with its last value: a page that writes in a loop must not flood the workbench.
 */
const SETTLE_MS = 100

export function createStored(storage: PreviewStorage): Stored {
  const session = createArea()
  let local: StoredArea | undefined
  let settling: ReturnType<typeof setTimeout> | undefined
  const waiting = new Map<string | null, string | null>()

  function pass(key: string | null, value: string | null): void {
    if (key === null) waiting.clear()
    waiting.delete(key) // it counts from now, after a clear
    waiting.set(key, value)
    if (settling === undefined) flush()
  }

  function flush(): void {
    settling = undefined
    if (waiting.size === 0) return
    for (const [key, value] of waiting) storage.change(key, value)
    waiting.clear()
    settling = setTimeout(flush, SETTLE_MS)
  }

  return {
    load: async () => {
      const kept = local ? undefined : await storage.read()
      local ??= createArea(kept)
      return { local, session }
    },
    change: (area, key, value) => {
      if (area === 'session') session.change(key, value)
      // Before its page has begun nobody can have changed anything.
      else if (local?.change(key, value)) pass(key, value)
    },
    close: () => {
      clearTimeout(settling)
      flush()
      clearTimeout(settling)
    },
  }
}
