import type { Root } from 'postcss'
import { failNode, parseCss, type StyleRun } from './css-source.ts'
import { loadSheet } from './css-import.ts'

/** How deep files may take `@value`s from each other. */
const MAX_DEPTH = 20

/**
 * Reads and removes the `@value` rules of a CSS Module and puts their values
 * in the place of their names. Gives all that the module exports by them.
 */
export async function replaceValues(
  root: Root,
  path: string,
  run: StyleRun,
): Promise<ReadonlyMap<string, string>> {
  const values = await readValues(root, path, run, 0)
  if (values.size === 0) return values
  root.walk((node) => {
    if (node.type === 'decl') node.value = substitute(node.value, values)
    else if (node.type === 'atrule') node.params = substitute(node.params, values)
    else if (node.type === 'rule') node.selector = inSelector(node.selector, values)
  })
  return values
}

async function readValues(
  root: Root,
  path: string,
  run: StyleRun,
  depth: number,
): Promise<Map<string, string>> {
  const values = new Map<string, string>()
  const rules = root.nodes.filter((node) => node.type === 'atrule' && node.name === 'value')
  for (const rule of rules) {
    if (rule.type !== 'atrule') continue
    rule.remove()
    const imported = /^([\s\S]+?)\s+from\s+(?:"([^"]*)"|'([^']*)'|(\S+))$/.exec(rule.params.trim())
    if (!imported) {
      const [, name, value] = /^([\w-]+)\s*:?\s*([\s\S]*)$/.exec(rule.params.trim()) ?? []
      if (name === undefined || value === undefined) {
        throw failNode(path, rule, '@value needs a name, a colon and a value.')
      }
      values.set(name, substitute(value, values))
      continue
    }
    const named = imported[4] === undefined ? undefined : values.get(imported[4])
    const specifier = imported[2] ?? imported[3] ?? named?.replace(/^["']|["']$/g, '')
    if (specifier === undefined) throw failNode(path, rule, '@value … from needs a path in quotes.')
    if (depth >= MAX_DEPTH)
      throw failNode(path, rule, 'Files take @values from each other in a circle.')
    const found = await loadSheet(specifier, path, run)
    if (!found) throw failNode(path, rule, `There is no style sheet ${specifier} here.`)
    const there = await readValues(parseCss(found), found.path, run, depth + 1)
    for (const part of (imported[1] ?? '').replace(/^\(|\)$/g, '').split(',')) {
      const [name = '', alias = name] = part.trim().split(/\s+as\s+/)
      const value = there.get(name)
      if (value === undefined) throw failNode(path, rule, `${specifier} has no @value ${name}.`)
      values.set(alias, value)
    }
  }
  return values
}

const WORDS = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[\w-]+/g

function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(WORDS, (word) => values.get(word) ?? word)
}

/** In selectors a name counts behind a dot or a hash: `.title` where title is a value. */
function inSelector(selector: string, values: ReadonlyMap<string, string>): string {
  return selector.replace(/([.#])([\w-]+)/g, (all, sign: string, name: string) => {
    const value = values.get(name)
    return value !== undefined && /^[.#]?[\w-]+$/.test(value)
      ? sign + value.replace(/^[.#]/, '')
      : all
  })
}
