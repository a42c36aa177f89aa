import type { CompileError } from '../module.ts'
import { decode } from './asset.ts'
import { failFile } from './place.ts'

/**
 * Bytes of a source that is compiled. A megabyte of statements takes a second
 * or more and 200 MB of memory, in which nothing else is compiled; what is larger
 * than this is data or somebody's bundle, and both can be had uncompiled.
 */
export const MAX_SOURCE_BYTES = 4 * 1024 * 1024

/** The text of a file that is to be compiled. Throws CompileError when it is too large. */
export function sourceText(path: string, bytes: Uint8Array): string {
  refuseLarge(path, bytes.length)
  return decode(bytes)
}

/** Throws CompileError for a source of more than MAX_SOURCE_BYTES. */
export function refuseLarge(path: string, bytes: number): void {
  if (bytes <= MAX_SOURCE_BYTES) return
  const size = (bytes / 1024 / 1024).toFixed(1)
  throw failFile(
    path,
    `${path} has ${size} MB, and this engine compiles files of up to ` +
      `${MAX_SOURCE_BYTES / 1024 / 1024} MB. Split it, keep data in a .json file, or put what is ` +
      'ready to run into public/ and load it by a script element.',
  )
}

export const TOO_DEEP = 'The code is nested too deeply to be compiled.'

/**
 * Brackets within brackets of a text that is handed on to what breaks without a
 * word: esbuild, and the style engine of Chromium, which takes 0.1 s for 1,000
 * nested rules and the whole tab for 50,000.
 */
export const MAX_NESTING = 1000

/** Compilers call themselves for what is inside; when that exhausts the stack, they throw RangeError. */
export function tooDeep(path: string): CompileError {
  return failFile(path, TOO_DEEP)
}

/** Throws CompileError for more than MAX_NESTING brackets within each other; those in strings count, too. */
export function refuseDeep(path: string, text: string): void {
  let depth = 0
  for (const character of text) {
    if (character === '(' || character === '[' || character === '{') depth++
    else if (depth > 0 && (character === ')' || character === ']' || character === '}')) depth--
    if (depth > MAX_NESTING) throw tooDeep(path)
  }
}
