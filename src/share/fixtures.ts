import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isGenerated } from '#workspace/paths.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import { createWriter, type Writer } from './bytes.ts'
import { compress } from './compress/compress.ts'
import { seal } from './link.ts'

/** A starter project as it lies in templates/. */
export function template(id: string): FileTree {
  return filesIn(`templates/${id}`, '')
}

/**
 * A cookbook app, written as an agent would on the template react-ts: the six
 * files that it changed or added, 25 KB.
 */
export function recipes(): FileTree {
  return filesIn('src/share/fixtures/recipes', '.txt')
}

/** `suffix` is taken off the names; it keeps the fixtures out of what Tabsmith itself is built of. */
function filesIn(folder: string, suffix: string): FileTree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(entry.parentPath, entry.name))
  return new Map(
    files
      .map(
        (file) =>
          [
            file.slice(folder.length + 1, file.length - suffix.length),
            new Uint8Array(readFileSync(file)),
          ] as const,
      )
      .filter(([name]) => !isGenerated(name)),
  )
}

export function treeOf(files: Readonly<Record<string, string>>): FileTree {
  return new Map(Object.entries(files).map(([name, text]) => [name, encodeText(text)]))
}

/** The body that is written by `write`, with nothing checked. */
export function bodyOf(write: (writer: Writer) => void): Uint8Array {
  const writer = createWriter()
  write(writer)
  return writer.done()
}

/** A link without a template whose body is anything at all, with the right length and checksum. */
export function linkOf(body: Uint8Array): Promise<string> {
  return seal(
    bodyOf((content) => {
      content.text('')
      content.number(body.length)
      content.raw(compress(body, new Uint8Array()))
    }),
  )
}

/** Chance that can be repeated by its seed (mulberry32). */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  number(below: number): number
  pick<T>(from: readonly T[]): T
  bytes(length: number): Uint8Array
}

export function createRandom(seed: number): Random {
  let state = seed
  function number(below: number): number {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * below)
  }
  return {
    number,
    pick<T>(from: readonly T[]): T {
      return from[number(from.length)] as T
    },
    bytes: (length) => Uint8Array.from({ length }, () => number(256)),
  }
}
