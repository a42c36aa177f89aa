/** How much a log keeps, in UTF-16 units: what a terminal can replay at once without a pause. */
export const MAX_LOG = 256 * 1024

/** A growing text with a bounded memory, for logs that a terminal replays. */
export interface LogStore {
  /** Everything kept (the newest part when it outgrew its limit), ANSI escapes included. */
  text(): string
  onAppend(listener: (chunk: string) => void): () => void
}

export interface WritableLog extends LogStore {
  append(chunk: string): void
}

/** Drops its oldest lines when it outgrows `limit`. */
export function createLog(limit = MAX_LOG): WritableLog {
  const listeners = new Set<(chunk: string) => void>()
  let chunks: string[] = []
  let length = 0

  /** Halved rather than trimmed each time, so that appending stays cheap. */
  function trim(): void {
    const kept = chunks.join('').slice(-Math.floor(limit / 2))
    const lineStart = kept.indexOf('\n') + 1
    chunks = [kept.slice(lineStart)]
    length = kept.length - lineStart
  }

  return {
    text: () => {
      if (chunks.length > 1) chunks = [chunks.join('')]
      return chunks[0] ?? ''
    },
    append: (chunk) => {
      if (chunk === '') return
      chunks.push(chunk)
      length += chunk.length
      if (length > limit) trim()
      for (const listener of [...listeners]) listener(chunk)
    },
    onAppend: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
