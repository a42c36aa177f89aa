import type { Input } from './shell.ts'

/** Characters that may wait to be read; more is dropped, as a terminal's own buffer does. */
const MAX_WAITING = 1024 * 1024

/** Standard input of one program: what is written waits until it is read. */
export interface InputQueue extends Input {
  push(text: string): void
  /** Everything after this is the end. */
  end(): void
  /** Takes away what nobody has read. */
  unread(): string
}

export function createInput(): InputQueue {
  const waiting: string[] = []
  const readers: ((text: string | undefined) => void)[] = []
  let size = 0
  let ended = false

  return {
    push: (text) => {
      if (ended || text === '') return
      const reader = readers.shift()
      if (reader) {
        reader(text)
        return
      }
      if (size + text.length > MAX_WAITING) return
      size += text.length
      waiting.push(text)
    },
    end: () => {
      ended = true
      for (const reader of readers.splice(0)) reader(undefined)
    },
    unread: () => {
      size = 0
      return waiting.splice(0).join('')
    },
    read: async () => {
      const text = waiting.shift()
      if (text !== undefined) {
        size -= text.length
        return text
      }
      if (ended) return undefined
      return new Promise((resolve) => readers.push(resolve))
    },
  }
}

/** Standard input of which everything is known. */
export function inputOf(text: string): Input {
  const input = createInput()
  input.push(text)
  input.end()
  return input
}
