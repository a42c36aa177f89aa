import type { AtRule, Container, Declaration, Root, Rule } from 'postcss'
import { quote } from './emit.ts'
import { escapeName, localiseSelector, unescape, type SelectorMode } from './css-selector.ts'
import { failNode, type StyleRun } from './css-source.ts'
import { replaceValues } from './css-values.ts'
import type { ProjectConfig } from './transform.ts'

export interface ModuleNames {
  /** What each name stands for: plain text, and names of other modules, in order. */
  readonly names: ReadonlyMap<string, readonly NamePart[]>
}

export type NamePart =
  | { readonly type: 'text'; readonly text: string }
  /** `composes: name from "specifier"`. */
  | { readonly type: 'other'; readonly specifier: string; readonly name: string }

/** Words of `animation` that are no name. */
const ANIMATION_WORDS = new Set(
  (
    'none initial inherit unset revert revert-layer infinite normal reverse alternate ' +
    'alternate-reverse forwards backwards both running paused linear ease ease-in ease-out ' +
    'ease-in-out step-start step-end auto replace add accumulate'
  ).split(' '),
)

/**
 * Makes the names of a sheet local, in place, and gives what they became.
 * The names are those that Vite makes (`_title_1x2y3_7`), so a project looks
 * the same on both. `source` is the file's text.
 */
export async function localiseNames(
  root: Root,
  path: string,
  source: string,
  run: StyleRun,
): Promise<ModuleNames> {
  const values = await replaceValues(root, path, run)
  const names = new Map<string, NamePart[]>()
  const hash = hashOf(source)
  const rename = (name: string): string => {
    const scoped = `_${name}_${hash}_${lineOf(source, name)}`
    if (!names.has(name)) names.set(name, [{ type: 'text', text: scoped }])
    return scoped
  }

  readExports(root, names)
  localiseRules(root, 'local', rename, path, names)
  root.walkAtRules(/^(?:-\w+-)?keyframes$/i, (rule) => {
    rule.params = localiseKeyframes(rule, rename)
  })
  root.walkDecls(/^(?:-\w+-)?animation(?:-name)?$/i, (declaration) => {
    declaration.value = localiseAnimation(declaration.value, rename)
  })
  for (const [name, value] of values) names.set(name, [{ type: 'text', text: value }])
  return { names }
}

function localiseRules(
  container: Container,
  mode: SelectorMode,
  rename: (name: string) => string,
  path: string,
  names: Map<string, NamePart[]>,
): void {
  for (const node of [...(container.nodes ?? [])]) {
    if (node.type === 'atrule') {
      if (!/keyframes$/i.test(node.name)) localiseRules(node, mode, rename, path, names)
      continue
    }
    if (node.type !== 'rule') continue
    const block = /^:(global|local)$/i.exec(node.selector.trim())?.[1]?.toLowerCase()
    if (block === 'global' || block === 'local') {
      localiseRules(node, block, rename, path, names)
      node.replaceWith(...node.nodes)
      continue
    }
    const { selector, classes } = localiseSelector(node.selector, mode, rename)
    node.selector = selector
    compose(node, classes, path, names)
    localiseRules(node, mode, rename, path, names)
  }
}

/** `composes: a b from "./c.css"`: taken out of the rule, added to its classes. */
function compose(
  rule: Rule,
  classes: readonly string[],
  path: string,
  names: Map<string, NamePart[]>,
): void {
  const found = rule.nodes.filter(
    (node): node is Declaration =>
      node.type === 'decl' && /^(?:composes|compose-with)$/i.test(node.prop),
  )
  for (const declaration of found) {
    if (!rule.selector.split(',').every((one) => /^\.[^\s.#:>+~[]+$/.test(one.trim()))) {
      throw failNode(
        path,
        declaration,
        'composes works only in a rule of one class, such as .button.',
      )
    }
    for (const group of declaration.value.split(/,(?![^"']*["'][^"']*$)/)) {
      const [, list = '', double, single, word] =
        /^\s*([\s\S]+?)(?:\s+from\s+(?:"([^"]*)"|'([^']*)'|(global)))?\s*$/.exec(group) ?? []
      const specifier = double ?? single
      for (const written of list.split(/\s+/).filter(Boolean)) {
        const global = /^global\(([^)]*)\)$/.exec(written)?.[1]
        const name = unescape(global ?? written)
        let parts: readonly NamePart[]
        if (specifier !== undefined) parts = [{ type: 'other', specifier, name }]
        else if (word || global !== undefined) parts = [{ type: 'text', text: name }]
        else {
          const own = names.get(name)
          if (!own)
            throw failNode(path, declaration, `There is no class .${name} above to compose.`)
          parts = own
        }
        for (const one of classes) names.get(one)?.push(...parts)
      }
    }
    declaration.remove()
  }
}

/** `:export { name: value }`, as preprocessors' variables are handed to scripts. */
function readExports(root: Root, names: Map<string, NamePart[]>): void {
  for (const node of [...root.nodes]) {
    if (node.type !== 'rule' || node.selector.trim() !== ':export') continue
    for (const child of node.nodes) {
      if (child.type === 'decl') names.set(child.prop, [{ type: 'text', text: child.value }])
    }
    node.remove()
  }
}

function localiseKeyframes(rule: AtRule, rename: (name: string) => string): string {
  const name = rule.params.trim()
  const marked = /^:?(global|local)\(\s*(.*?)\s*\)$/i.exec(name)
  if (marked?.[1]?.toLowerCase() === 'global') return marked[2] ?? ''
  const plain = (marked?.[2] ?? name).replace(/^(["'])(.*)\1$/, '$2')
  return escapeName(rename(unescape(plain)))
}

function localiseAnimation(value: string, rename: (name: string) => string): string {
  return splitTop(value)
    .map((one) => {
      let named = false
      return one.replace(
        /:?(global|local)\(\s*([^)]*?)\s*\)|[\w-]+\((?:[^()]|\([^()]*\))*\)|"[^"]*"|'[^']*'|[^\s]+/gi,
        (word, kind?: string, inside?: string) => {
          if (kind?.toLowerCase() === 'global') return inside ?? ''
          const name = inside ?? word
          if (named || !isAnimationName(name)) return word
          named = true
          return escapeName(rename(unescape(name)))
        },
      )
    })
    .join(',')
}

function isAnimationName(word: string): boolean {
  return (
    /^-?[_a-z\u0080-\uffff\\-][\w\u0080-\uffff\\-]*$/i.test(word) &&
    !word.startsWith('--') &&
    !ANIMATION_WORDS.has(word.toLowerCase())
  )
}

/** The parts between commas that are in no brackets. */
function splitTop(value: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at]
    if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    else if (char === ',' && depth === 0) {
      parts.push(value.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, value.slice(start)]
}

/** The names under which a module exports, by Vite's `css.modules.localsConvention`. */
export function exportedNames(
  { names }: ModuleNames,
  convention: ProjectConfig['css']['modulesLocals'],
): ReadonlyMap<string, readonly NamePart[]> {
  if (!convention) return names
  const exported = new Map<string, readonly NamePart[]>()
  for (const [name, parts] of names) {
    if (convention === 'camelCase' || convention === 'dashes') exported.set(name, parts)
    exported.set(convention.startsWith('camelCase') ? camelCase(name) : dashes(name), parts)
  }
  return exported
}

function dashes(name: string): string {
  return name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function camelCase(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [name]
  return words
    .map((word, index) => {
      const lower = word.toLowerCase()
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1)
    })
    .join('')
}

/** An expression for a name's classes; `index` says where in `$i` another module is. */
export function nameExpression(
  parts: readonly NamePart[],
  index: (specifier: string) => number,
): string {
  const words = parts.map((part) =>
    part.type === 'text'
      ? quote(part.text)
      : `$i[${index(part.specifier)}].default[${quote(part.name)}]`,
  )
  return words.length === 1 ? words.join('') : `[${words.join(', ')}].join(" ")`
}

/** Five letters of the well-known times-33 hash, which the names of CSS Modules are made with. */
function hashOf(text: string): string {
  let hash = 5381
  for (let at = text.length - 1; at >= 0; at -= 1) hash = (hash * 33) ^ text.charCodeAt(at)
  return (hash >>> 0).toString(36).slice(0, 5)
}

function lineOf(text: string, name: string): number {
  return text.slice(0, Math.max(0, text.indexOf(`.${name}`))).split(/[\r\n]/).length
}
