import type { AnyNode } from 'acorn'
import { relativeFrom, resolveFrom } from '../transform/relative-path.ts'

/**
 * A function that stands for `import` in `import(`./pages/${name}.ts`)`: it
 * knows the files of the project that fit, each value standing for a part of
 * one name, as Vite has it. Undefined for every other call; a name that is not
 * there rejects when it is asked for.
 */
export function importTable(
  call: AnyNode,
  path: string,
  paths: readonly string[],
): string | undefined {
  if (call.type !== 'CallExpression') return undefined
  const [argument] = call.arguments
  if (argument?.type !== 'TemplateLiteral' || argument.expressions.length === 0) return undefined
  const texts = argument.quasis.map(({ value }) => value.cooked ?? value.raw)
  const start = texts[0] ?? ''
  // A folder must be written down, or anything could be meant.
  if (!/^\.\.?\//.test(start)) return undefined
  const pattern = new RegExp(`^${texts.map(escape).join('[^/]+')}$`)
  const folder = resolveFrom(path, start.slice(0, start.lastIndexOf('/') + 1))
  if (folder === undefined) return undefined
  const entries = paths
    .filter((candidate) => candidate !== path && isBelow(candidate, folder))
    .map((candidate) => relativeFrom(path, candidate))
    .filter((specifier) => pattern.test(specifier))
    .map((specifier) => JSON.stringify(specifier))
    .map((specifier) => `[${specifier}, () => import(${specifier})]`)
  return (
    `((files) => (name) => files.get(name)?.() ?? ` +
    `Promise.reject(new Error('Unknown variable dynamic import: ' + name)))` +
    `(new Map([${entries.join(', ')}]))`
  )
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
