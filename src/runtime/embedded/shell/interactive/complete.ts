import type { EngineFiles } from '../../files.ts'
import { absolutePath, projectPath } from '../places.ts'
import type { Completion } from './line-editor.ts'

/** Commands for the first word of a command, paths of the project for the others. */
export function createComplete(
  files: EngineFiles,
  commands: () => Iterable<string>,
): (before: string, cwd: string) => Completion {
  return (before, cwd) => {
    const word = /[^\s;&|<>]*$/.exec(before)?.[0] ?? ''
    const start = before.length - word.length
    const isCommand = /(?:^|[;&|])\s*$/.test(before.slice(0, start))
    if (isCommand && !word.includes('/')) {
      const choices = [...commands()].filter((name) => name.startsWith(word))
      return { start, choices: [...new Set(choices)].sort() }
    }
    const slash = word.lastIndexOf('/') + 1
    const folder = projectPath(absolutePath(cwd, word.slice(0, slash)))
    if (folder === undefined) return { start, choices: [] }
    const choices = files
      .list(folder)
      .filter((name) => name.startsWith(word.slice(slash)) && /^[\w.@+-]+$/.test(name))
      .map((name) => {
        const isFolder = files.isFolder(folder === '' ? name : `${folder}/${name}`)
        return `${word.slice(0, slash)}${name}${isFolder ? '/' : ''}`
      })
    return { start, choices }
  }
}
