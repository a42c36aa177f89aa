import { decodeText, encodeText, sameBytes, type FileTree } from '#workspace/workspace.ts'
import { createReader, createWriter, type Reader, type Writer } from './bytes.ts'
import { applyEdits, findEdits, type LineEdit } from './line-edits.ts'
import { checkCollisions, checkPath } from './paths.ts'
import { Refusal } from './refusal.ts'

/**
 * What a link says once it is decompressed (numbers and texts as in bytes.ts):
 *
 *     text    the project's name, at most MAX_NAME_BYTES
 *     number  of changes to the template's files, at most MAX_FILES; then each,
 *             in code-unit order of their paths, which are told once:
 *       text    path
 *       number  0 written: bytes
 *               1 edited: number of steps, each: lines kept, lines dropped, text that comes in
 *               2 deleted
 *
 * Without a template all files are written.
 */
const WRITTEN = 0
const EDITED = 1
const DELETED = 2

/** Files of a shared project, the template's included. */
export const MAX_FILES = 2000
/** Bytes of all of them together. */
export const MAX_PROJECT_BYTES = 5 * 1024 * 1024
/** 60 characters, as the home page shows, of four bytes. */
const MAX_NAME_BYTES = 240

export interface SharedFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
}

export interface Body {
  readonly name: string
  readonly files: FileTree
  /** What differs from the template, or everything without one; in order of the paths. */
  readonly changed: readonly SharedFile[]
  /** Files of the template that the project does not have. */
  readonly deleted: readonly string[]
}

export function writeBody(name: string, files: FileTree, base: FileTree): Uint8Array {
  const writer = createWriter()
  writer.text(plainName(name))
  const paths = [...new Set([...base.keys(), ...files.keys()])]
    .filter((path) => !sameBytes(base.get(path), files.get(path)))
    .sort()
  writer.number(paths.length)
  for (const path of paths) {
    writer.text(path)
    writeChange(writer, base.get(path), files.get(path))
  }
  return writer.done()
}

function writeChange(
  writer: Writer,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): void {
  if (!after) {
    writer.number(DELETED)
    return
  }
  const edited = before && writeEdits(before, after)
  // Only where it is much shorter: few bytes of a rewritten file cost less than many small steps.
  if (edited && edited.length < after.length / 2) {
    writer.number(EDITED)
    writer.raw(edited)
  } else {
    writer.number(WRITTEN)
    writer.bytes(after)
  }
}

function writeEdits(before: Uint8Array, after: Uint8Array): Uint8Array | undefined {
  const texts = [decodeText(before), decodeText(after)] as const
  if (texts[0] === undefined || texts[1] === undefined) return undefined
  const edits = findEdits(texts[0], texts[1])
  if (!edits) return undefined
  const writer = createWriter()
  writer.number(edits.length)
  for (const { keep, drop, insert } of edits) {
    writer.number(keep)
    writer.number(drop)
    writer.text(insert)
  }
  return writer.done()
}

/** Throws Refusal for anything but what `writeBody` gives. */
export function readBody(bytes: Uint8Array, base: FileTree): Body {
  const reader = createReader(bytes)
  const name = readName(reader)
  const files = new Map(base)
  const changed: SharedFile[] = []
  const deleted: string[] = []
  let total = sizeOf(base)
  let previous: string | undefined

  const count = reader.number()
  if (count > MAX_FILES) {
    throw new Refusal(`it holds ${count} files, and links hold at most ${MAX_FILES}`)
  }
  for (let i = 0; i < count; i++) {
    const path = reader.text()
    checkPath(path)
    if (previous !== undefined && path <= previous) {
      throw new Refusal(`${JSON.stringify(path)} stands in the wrong place`)
    }
    previous = path
    const before = base.get(path)
    const after = readChange(reader, path, before)
    if (after) {
      files.set(path, after)
      changed.push({ path, size: after.length })
    } else {
      files.delete(path)
      deleted.push(path)
    }
    total += (after?.length ?? 0) - (before?.length ?? 0)
    if (total > MAX_PROJECT_BYTES) throw new Refusal('it holds more than 5 MB')
  }
  reader.end()
  if (files.size > MAX_FILES) {
    throw new Refusal(`it holds ${files.size} files, and links hold at most ${MAX_FILES}`)
  }
  checkCollisions(files.keys())
  return { name, files, changed, deleted }
}

function readChange(
  reader: Reader,
  path: string,
  before: Uint8Array | undefined,
): Uint8Array | undefined {
  const kind = reader.number()
  if (kind === WRITTEN) return reader.bytes()
  if (kind !== EDITED && kind !== DELETED) {
    throw new Refusal(`it does something unknown to ${JSON.stringify(path)}`)
  }
  if (!before) throw new Refusal(`its template has no file ${JSON.stringify(path)}`)
  if (kind === DELETED) return undefined
  const text = decodeText(before)
  if (text === undefined) throw new Refusal(`${JSON.stringify(path)} has no lines to change`)
  return encodeText(applyEdits(text, readEdits(reader)))
}

function readEdits(reader: Reader): LineEdit[] {
  const edits: LineEdit[] = []
  for (let left = reader.number(); left > 0; left--) {
    edits.push({ keep: reader.number(), drop: reader.number(), insert: reader.text() })
  }
  return edits
}

/** Control characters, line ends and what turns the reading direction: a name could lie about the page. */
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** May be empty. */
function plainName(name: string): string {
  const characters = Array.from(name.toWellFormed().replace(UNFIT_FOR_NAMES, ' ').trim())
  return characters.slice(0, MAX_NAME_BYTES / 4).join('')
}

function readName(reader: Reader): string {
  const name = reader.text()
  if (name !== plainName(name)) throw new Refusal('its name is too long or hides characters')
  return name
}

export function sizeOf(files: FileTree): number {
  let total = 0
  for (const bytes of files.values()) total += bytes.length
  return total
}
