import type { ScriptedStep } from '#models/scripted.ts'
import { applyEdit } from '#workspace/edit.ts'
import { decodeText, encodeText, type FileTree } from '#workspace/workspace.ts'

/**
 * The project as the sample leaves it. Throws where a tool would refuse: an
 * edit that does not match, a file overwritten that was never read.
 */
export function applySample(template: FileTree, steps: readonly ScriptedStep[]): FileTree {
  const files = new Map(template)
  const seen = new Set<string>()
  for (const part of steps.flat()) {
    if (part.type !== 'call') continue
    const path = argument(part.input, 'path')
    const bytes = files.get(path)
    switch (part.tool) {
      case 'read':
        if (!bytes) throw new Error(`The sample reads ${path}, which does not exist.`)
        seen.add(path)
        break
      case 'write':
        if (bytes && !seen.has(path)) throw new Error(`The sample overwrites ${path} unread.`)
        files.set(path, encodeText(argument(part.input, 'content')))
        seen.add(path)
        break
      case 'edit': {
        const before = bytes && decodeText(bytes)
        if (before === undefined) throw new Error(`The sample edits ${path}, which is no text.`)
        const { old, new: replacement } = part.input
        const result = applyEdit(before, String(old), String(replacement))
        if (!result.ok) throw new Error(`${path}: ${result.message}`)
        files.set(path, encodeText(result.text))
        break
      }
      case 'list':
      case 'check':
        break
      default:
        throw new Error(`The sample calls ${part.tool}, which is not applied here.`)
    }
  }
  return files
}

function argument(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name]
  return typeof value === 'string' ? value : ''
}
