import { CompileError } from '../module.ts'
import { emitModule, isExportName, quote } from './emit.ts'
import { findJsonFault } from './json-fault.ts'
import { failAt, placeOf } from './place.ts'
import type { Transformed } from './transform.ts'

/**
 * A JSON file as a module: the value by default, and the keys of an object
 * that are names. Throws CompileError with the place of what is not JSON.
 */
export function transformJson(path: string, source: string): Transformed {
  const text = source.replace(/^\uFEFF/, '')
  const value = parse(path, text)
  const exports = new Map([['default', 'data']])
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const name of Object.keys(value)) {
      if (isExportName(name)) exports.set(name, `data[${quote(name)}]`)
    }
  }
  // A string is parsed by JSON.parse several times as fast as the same literal is compiled.
  return emitModule({ exports, body: `const data = JSON.parse(${quote(text)})` })
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const fault = findJsonFault(text)
    if (fault) throw failAt(path, text, placeOf(text, fault.offset), fault.message)
    throw new CompileError({
      message: thrown instanceof Error ? thrown.message : String(thrown),
      file: path,
      line: undefined,
      column: undefined,
      frame: '',
    })
  }
}
