import type { ChildNode, Root } from 'postcss'
import AtRule from 'postcss/lib/at-rule'
import { failNode, parseCss, type StyleRun, type StyleSource } from './css-source.ts'
import { markUrls } from './css-url.ts'
import { applyAlias, resolveFrom } from './relative-path.ts'

/** So that sheets which import each other in many ways come to an end. */
const MAX_IMPORTS = 1_000

interface Conditions {
  /** undefined: in no layer; '': in one without a name. */
  readonly layer: string | undefined
  readonly supports: string | undefined
  readonly media: string
}

interface Chain {
  readonly path: string
  readonly up: Chain | undefined
}

/**
 * Puts the sheets that `root` imports in the place of its `@import` rules, and
 * marks the addresses of files in all of them. A sheet that was already put in
 * under the same conditions is left out, as Vite does. Those from other hosts
 * stay imports, at the top. Rejects with CompileError for a sheet that is not there.
 */
export async function inlineImports(root: Root, path: string, run: StyleRun): Promise<void> {
  const seen = new Set<string>()
  const external: AtRule[] = []
  let count = 0

  async function inline(sheet: Root, chain: Chain): Promise<void> {
    markUrls(sheet, chain.path, run)
    for (const rule of leadingImports(sheet)) {
      const { specifier, conditions } = parseImport(rule, chain.path)
      if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(specifier)) {
        external.push(rule)
        continue
      }
      if ((count += 1) > MAX_IMPORTS) {
        throw failNode(chain.path, rule, `More than ${MAX_IMPORTS} style sheets are imported.`)
      }
      const found = await loadSheet(specifier, chain.path, run)
      if (!found) throw failNode(chain.path, rule, missing(specifier))
      const key = JSON.stringify([found.path, conditions])
      if (seen.has(key) || isIn(found.path, chain)) {
        rule.remove()
        continue
      }
      seen.add(key)
      const inner = parseCss(found)
      const before = external.length
      await inline(inner, { path: found.path, up: chain })
      for (const one of external.slice(before)) narrow(one, conditions, found.path)
      rule.replaceWith(...wrap(inner.nodes, conditions))
    }
  }

  await inline(root, { path, up: undefined })
  hoist(root, external)
}

/** All sheets of the project that a sheet imports, directly or not. */
export async function importedSheets(
  source: StyleSource,
  run: StyleRun,
): Promise<readonly StyleSource[]> {
  const found = new Map<string, StyleSource>([[source.path, source]])
  for (const sheet of found.values()) {
    for (const rule of leadingImports(parseCss(sheet))) {
      const { specifier } = parseImport(rule, sheet.path)
      if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(specifier) || found.size > MAX_IMPORTS) continue
      const inner = await loadSheet(specifier, sheet.path, run)
      if (inner && !found.has(inner.path)) found.set(inner.path, inner)
    }
  }
  found.delete(source.path)
  return [...found.values()]
}

/** Moves what is still imported (from other hosts) to where it counts. */
export function hoistImports(root: Root): void {
  hoist(
    root,
    root.nodes.filter((node) => node.type === 'atrule').filter((node) => node.name === 'import'),
  )
}

/** The text of a sheet as `@import` means it; undefined when there is none. */
export async function loadSheet(
  specifier: string,
  from: string,
  run: StyleRun,
): Promise<StyleSource | undefined> {
  const { around } = run
  const meant = applyAlias(specifier, around.config.alias) ?? specifier
  for (const name of /\.css$/i.test(meant) ? [meant] : [meant, `${meant}.css`]) {
    for (const path of placesOf(name, from, around.config.publicDir)) {
      run.dependencies.add(path)
      const text = around.text(path)
      if (text !== undefined) return { path, text }
    }
  }
  if (meant.startsWith('/')) return undefined
  const inPackage = from.startsWith('node_modules/')
  // A plain name is tried beside the sheet first, as in Vite.
  for (const name of inPackage && !meant.startsWith('.') ? [`./${meant}`, meant] : [meant]) {
    if (name.startsWith('.') && !inPackage) continue
    const found = await around.packageText(name, from)
    if (found) return found
  }
  return undefined
}

function placesOf(name: string, from: string, publicDir: string): string[] {
  if (name.startsWith('/')) return [name.slice(1), `${publicDir}${name}`]
  const path = resolveFrom(from, name)
  return path === undefined || path.startsWith('node_modules/') ? [] : [path]
}

/** Browsers ignore an `@import` behind other rules, and so does this. */
function leadingImports(root: Root): AtRule[] {
  const found: AtRule[] = []
  for (const node of root.nodes) {
    if (node.type === 'comment') continue
    if (node.type !== 'atrule') break
    const name = node.name.toLowerCase()
    if (name === 'import') found.push(node)
    else if (name !== 'charset' && !(name === 'layer' && !node.nodes)) break
  }
  return found
}

const ADDRESS =
  /^(?:url\(\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^\s)"']*))\s*\)|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)')\s*([\s\S]*)$/i

function parseImport(
  rule: AtRule,
  path: string,
): { readonly specifier: string; readonly conditions: Conditions } {
  const match = ADDRESS.exec(rule.params.trim())
  const specifier = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? match?.[5]
  if (!specifier) throw failNode(path, rule, '@import needs an address in quotes or in url().')
  const preprocessor = /\.(scss|sass|less|styl(?:us)?)$/i.exec(specifier)?.[1]
  if (preprocessor) throw failNode(path, rule, refusePreprocessor(preprocessor))
  let rest = match?.[6] ?? ''
  let layer: string | undefined
  const layered = /^layer(?:\(([^()]*)\))?(?=[\s(]|$)\s*/i.exec(rest)
  if (layered) {
    layer = layered[1]?.trim() ?? ''
    rest = rest.slice(layered[0].length)
  }
  let supports: string | undefined
  if (/^supports\(/i.test(rest)) {
    const end = closingParen(rest, 'supports'.length)
    if (end < 0) throw failNode(path, rule, 'supports( is not closed.')
    supports = rest.slice('supports('.length, end)
    rest = rest.slice(end + 1)
  }
  return { specifier, conditions: { layer, supports, media: rest.trim() } }
}

/** Why a preprocessor's file is refused, and what helps. */
export function refusePreprocessor(extension: string): string {
  return (
    `.${extension} needs a preprocessor, which the embedded engine does not have. ` +
    'Write plain .css (nesting, variables and color-mix() are part of CSS now), ' +
    'or run this project in the WebContainer.'
  )
}

function missing(specifier: string): string {
  return specifier.startsWith('.') || specifier.startsWith('/')
    ? `There is no style sheet ${specifier} here.`
    : `There is no style sheet ${specifier}: no such file beside this one, and no installed package has it.`
}

function closingParen(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')' && (depth -= 1) === 0) return at
  }
  return -1
}

/** The nodes inside of the blocks that stand for an import's conditions. */
function wrap(nodes: ChildNode[], { layer, supports, media }: Conditions): ChildNode[] {
  let inside = nodes.filter((node) => !(node.type === 'atrule' && node.name === 'charset'))
  const block = (name: string, params: string): void => {
    const rule = new AtRule({ name, params, nodes: [], raws: { between: ' ' } })
    rule.append(...inside)
    inside = [rule]
  }
  if (layer !== undefined) block('layer', layer)
  if (supports !== undefined) block('supports', supportsQuery(supports))
  if (media) block('media', media)
  return inside
}

/** `supports(display: grid)` of an import is a declaration without its own brackets. */
function supportsQuery(condition: string): string {
  return /^\s*(?:\(|not\b|selector\()/i.test(condition) ? condition : `(${condition})`
}

/** Gives an import from another host the conditions of the sheet that it was in. */
function narrow(rule: AtRule, outer: Conditions, path: string): void {
  if (outer.layer === undefined && outer.supports === undefined && !outer.media) return
  const { specifier, conditions: inner } = parseImport(rule, path)
  const layers = [outer.layer, inner.layer].filter((layer) => layer !== undefined)
  const supports = [outer.supports, inner.supports].filter((query) => query !== undefined)
  const parts = [`url(${JSON.stringify(specifier)})`]
  if (layers.length > 0) {
    const name = layers.filter((layer) => layer !== '').join('.')
    parts.push(name ? `layer(${name})` : 'layer')
  }
  if (supports.length > 0) {
    parts.push(`supports(${supports.map((query) => supportsQuery(query)).join(' and ')})`)
  }
  const media = cross(outer.media, inner.media)
  if (media) parts.push(media)
  rule.params = parts.join(' ')
}

function cross(outer: string, inner: string): string {
  if (!outer || !inner) return outer || inner
  return outer
    .split(',')
    .flatMap((one) => inner.split(',').map((other) => `${one.trim()} and ${other.trim()}`))
    .join(', ')
}

/** Imports count only in front of everything but layers' names. */
function hoist(root: Root, external: readonly AtRule[]): void {
  for (const rule of external) rule.remove()
  const first = root.nodes.find(
    (node) =>
      node.type !== 'comment' &&
      !(
        node.type === 'atrule' &&
        (node.name === 'charset' || (node.name === 'layer' && !node.nodes))
      ),
  )
  for (const rule of external) {
    if (first) root.insertBefore(first, rule)
    else root.append(rule)
  }
}

function isIn(path: string, chain: Chain | undefined): boolean {
  for (let at = chain; at; at = at.up) if (at.path === path) return true
  return false
}
