/** `new URL('./x', import.meta.url)`: the address of a project file, alone or for a worker. */
import type { AnyNode, NewExpression } from 'acorn'
import { dottedName } from './constants.ts'
import { literalText } from './esm.ts'
import type { Pass, Step } from './pass.ts'
import { relativeFrom, resolveFrom } from './relative-path.ts'
import type { Surroundings } from './transform.ts'

const WORKERS = new Map([
  ['Worker', 'worker_url'],
  ['SharedWorker', 'worker_url'],
])

/**
 * Makes such files static imports with the query `url` (`worker_url` for a
 * worker's script), whose default export is the address. What names no file
 * of the project stays, as in Vite. A template with expressions stands for all
 * files that it could name; `onExpand` is told then.
 */
export function addressStep(
  pass: Pass,
  path: string,
  around: Surroundings,
  onExpand: () => void,
): Step {
  const queries = new Map<AnyNode, string>()
  const known = new Set<string>()

  function exists(file: string): boolean {
    if (known.size === 0) for (const one of around.paths()) known.add(one)
    return known.has(file)
  }

  function addressOf(file: string, query: string): string {
    return `${pass.namespace(`${relativeFrom(path, file)}?${query}`)}.default`
  }

  return {
    enter(node) {
      if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return true
      const worker = WORKERS.get(node.callee.name)
      const script = node.arguments[0]
      if (worker !== undefined && script) queries.set(script, worker)
      const target = ownAddress(node)
      if (!target) return true
      const text = literalText(target)
      if (text !== undefined) {
        const file = /^(?:[a-z][a-z\d+.-]*:|\/|#|\?)/i.test(text)
          ? undefined
          : resolveFrom(path, text)
        if (file === undefined || !exists(file)) return true
        pass.edits.replace(target.start, target.end, addressOf(file, queries.get(node) ?? 'url'))
        return true
      }
      const files = named(target, path, around)
      if (files.length === 0) return true
      onExpand()
      const table = files.map(
        (file) => `${JSON.stringify(relativeFrom(path, file))}: ${addressOf(file, 'url')}`,
      )
      pass.edits.open(target.start, `({ ${table.join(', ')} })[`)
      pass.edits.close(target.end, ']')
      return true
    },
  }
}

/** The first argument of `new URL(…, import.meta.url)`. */
function ownAddress(node: NewExpression): AnyNode | undefined {
  const [target, base] = node.arguments
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || !base) return undefined
  return dottedName(base)?.name === 'import.meta.url' ? target : undefined
}

/** The files that a template such as `./img/${name}.png` could name: each expression one name or a part of it. */
function named(node: AnyNode, path: string, around: Surroundings): string[] {
  if (node.type !== 'TemplateLiteral') return []
  const parts = node.quasis.map(({ value }) => value.cooked ?? '')
  if (!/^\.\.?\//.test(parts[0] ?? '')) return []
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const shape = new RegExp(`^${escaped.join('[^/]*')}$`)
  return around.paths().filter((file) => shape.test(relativeFrom(path, file)))
}
