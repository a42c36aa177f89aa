/** The events of `import.meta.hot.on`. */
type Listener = (payload: unknown) => void

export interface HotEvents {
  on(event: string, listener: Listener): void
  off(event: string, listener: Listener): void
  emit(event: string, payload: unknown): void
}

/** `attempt` runs a listener and tells what it throws. */
export function createHotEvents(attempt: (run: () => void) => void): HotEvents {
  const listeners = new Map<string, Set<Listener>>()
  return {
    on(event, listener) {
      const known = listeners.get(event)
      if (known) known.add(listener)
      else listeners.set(event, new Set([listener]))
    },
    off: (event, listener) => void listeners.get(event)?.delete(listener),
    emit(event, payload) {
      for (const listener of [...(listeners.get(event) ?? [])]) attempt(() => listener(payload))
    },
  }
}
