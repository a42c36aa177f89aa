/**
 * Reads a configuration module without running it: what its default export
 * is, as far as literals, its own constants and a few well-known calls tell.
 */
import { parse } from 'acorn'
import type { Expression, Node, Pattern, SpreadElement, Statement } from 'acorn'
import { transform } from 'sucrase'

/** A value that the source does not tell; `what` names it for a warning. */
export interface Unknown {
  readonly type: 'unknown'
  readonly what: string
}

/** A call of something that was imported, such as a plugin: `react({ … })`. */
export interface Call {
  readonly type: 'call'
  /** The module that it was imported from. */
  readonly source: string
  /** The name that module exports it by. */
  readonly name: string
  readonly args: readonly StaticValue[]
}

/** Something that was imported, not called. */
export interface Imported {
  readonly type: 'imported'
  readonly source: string
  readonly name: string
}

interface Func {
  readonly type: 'function'
  readonly params: readonly Pattern[]
  readonly body: Node
  readonly scope: Scope
}

export type StaticValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | readonly StaticValue[]
  | ReadonlyMap<string, StaticValue>
  | Unknown
  | Call
  | Imported
  | Func

type Scope = ReadonlyMap<string, () => StaticValue>

export interface StaticOptions {
  /** The module's own path in the project; the project is `/`. */
  readonly path: string
  /** What the parameter of a configuration function holds. */
  readonly argument: ReadonlyMap<string, StaticValue>
  readonly processEnv: (name: string) => string | undefined
  /** `loadEnv(mode, …, prefixes)` of vite. */
  readonly loadEnv: (mode: string, prefixes: readonly string[]) => ReadonlyMap<string, string>
  /** A JSON file of the project, by its path. */
  readonly json: (path: string) => StaticValue
}

/** Deeper nesting is not read: a hostile file must not exhaust the stack. */
const MAX_DEPTH = 60
/** Expressions looked at, in all. */
const MAX_STEPS = 20_000

export function isMap(value: StaticValue): value is ReadonlyMap<string, StaticValue> {
  return value instanceof Map
}

export function isList(value: StaticValue): value is readonly StaticValue[] {
  return Array.isArray(value)
}

export function isTagged(value: StaticValue): value is Unknown | Call | Imported | Func {
  return typeof value === 'object' && value !== null && 'type' in value
}

function unknown(what: string): Unknown {
  return { type: 'unknown', what }
}

/**
 * The default export of a module: `export default`, `module.exports =`,
 * through `defineConfig(…)` and functions that return an object. Throws a
 * SyntaxError for what does not parse.
 */
export function readDefaultExport(source: string, options: StaticOptions): StaticValue {
  const typed = /\.[cm]?ts$/.test(options.path)
  const code = typed
    ? transform(source, { transforms: ['typescript'], disableESTransforms: true }).code
    : source
  const program = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowReturnOutsideFunction: true,
    allowHashBang: true,
  })
  return createReader(options).program(program.body)
}

function createReader(options: StaticOptions) {
  let steps = 0
  const folder = options.path.includes('/') ? `/${options.path.replace(/\/[^/]*$/, '')}` : '/'

  function program(body: readonly Node[]): StaticValue {
    const scope = new Map<string, () => StaticValue>()
    let result: (() => StaticValue) | undefined
    for (const node of body as (Statement | Node)[]) {
      const found = exported(node, scope)
      if (found) result = found
      else declare(node, scope)
    }
    return result ? call(result(), [options.argument], 'the configuration') : undefined
  }

  /** What a statement exports as default, to be read when all constants are known. */
  function exported(node: Node, scope: Scope): (() => StaticValue) | undefined {
    const statement = node as Statement
    if (isNode(node, 'ExportDefaultDeclaration')) {
      const { declaration } = node as unknown as { declaration: Node }
      return () => evaluate(declaration, scope, 0)
    }
    if (statement.type !== 'ExpressionStatement') return undefined
    const { expression } = statement
    if (expression.type !== 'AssignmentExpression') return undefined
    const target = expression.left
    const isExports =
      target.type === 'MemberExpression' &&
      target.object.type === 'Identifier' &&
      target.object.name === 'module' &&
      nameOf(target.property) === 'exports'
    return isExports ? () => evaluate(expression.right, scope, 0) : undefined
  }

  /** Adds what a statement declares. Values are read at first use: order does not matter then. */
  function declare(node: Node, scope: Map<string, () => StaticValue>): void {
    const statement = node as Statement
    if (isNode(node, 'ExportNamedDeclaration')) {
      const { declaration } = node as unknown as { declaration: Node | null }
      if (declaration) declare(declaration, scope)
    } else if (isNode(node, 'ImportDeclaration')) {
      declareImports(node as unknown as ImportNode, scope)
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        bind(
          id,
          once(() => (init ? evaluate(init, scope, 0) : undefined)),
          scope,
        )
      }
    } else if (statement.type === 'FunctionDeclaration') {
      const { params, body } = statement
      scope.set(statement.id.name, () => ({ type: 'function', params, body, scope }))
    }
  }

  function declareImports(node: ImportNode, scope: Map<string, () => StaticValue>): void {
    const source = String(node.source.value)
    for (const item of node.specifiers) {
      const name = item.imported ? nameOf(item.imported) : item.local.name
      const isDefault = item.type !== 'ImportSpecifier'
      const isJson = /^\.\/.*\.json$/.test(source)
      const value = (): StaticValue => {
        if (!isJson) return { type: 'imported', source, name: isDefault ? 'default' : (name ?? '') }
        const json = options.json(source.slice(2))
        return isDefault || !isMap(json) ? json : json.get(name ?? '')
      }
      scope.set(item.local.name, value)
    }
  }

  function bind(
    pattern: Pattern,
    value: () => StaticValue,
    scope: Map<string, () => StaticValue>,
  ): void {
    if (pattern.type === 'Identifier') scope.set(pattern.name, value)
    if (pattern.type === 'AssignmentPattern') {
      bind(pattern.left, () => value() ?? evaluate(pattern.right, scope, 0), scope)
    }
    if (pattern.type !== 'ObjectPattern') return
    for (const property of pattern.properties) {
      if (property.type !== 'Property') continue
      const key = nameOf(property.key)
      if (key !== undefined) bind(property.value, () => member(value(), key), scope)
    }
  }

  /** Applies a function of the module; its body is one expression, or statements that return. */
  function call(value: StaticValue, args: readonly StaticValue[], what: string): StaticValue {
    if (!isTagged(value) || value.type !== 'function') return value
    const scope = new Map(value.scope)
    value.params.forEach((param, i) => bind(param, () => args[i], scope))
    const body = value.body as Statement | Expression
    if (body.type !== 'BlockStatement') return evaluate(body, scope, 0)
    const result = run(body.body, scope, 0)
    return result ? result.value : unknown(what)
  }

  function run(
    body: readonly Statement[],
    scope: Map<string, () => StaticValue>,
    depth: number,
  ): { value: StaticValue } | undefined {
    for (const statement of body) {
      if (statement.type === 'ReturnStatement') {
        const { argument } = statement
        return { value: argument ? evaluate(argument, scope, depth) : undefined }
      }
      if (statement.type === 'IfStatement') {
        const test = evaluate(statement.test, scope, depth)
        if (isTagged(test)) return { value: unknown('a condition') }
        const branch = test ? statement.consequent : statement.alternate
        const inside = branch?.type === 'BlockStatement' ? branch.body : branch ? [branch] : []
        const result = run(inside, new Map(scope), depth + 1)
        if (result) return result
      } else declare(statement, scope)
    }
    return undefined
  }

  function evaluate(node: Node, scope: Scope, depth: number): StaticValue {
    if (depth > MAX_DEPTH || ++steps > MAX_STEPS) return unknown('an expression')
    const read = (inner: Node) => evaluate(inner, scope, depth + 1)
    const e = node as Expression
    switch (e.type) {
      case 'Literal':
        if (e.regex) return readRegExp(e.regex.pattern, e.regex.flags)
        return typeof e.value === 'bigint' || e.value instanceof RegExp
          ? unknown('a literal')
          : e.value
      case 'TemplateLiteral': {
        let text = ''
        for (const [i, { value }] of e.quasis.entries()) {
          text += value.cooked ?? ''
          const part = e.expressions[i]
          const inserted = part ? read(part) : ''
          if (typeof inserted === 'object') return unknown('a template')
          text += String(inserted)
        }
        return text
      }
      case 'Identifier':
        return readName(e.name, scope)
      case 'ParenthesizedExpression':
        return read(e.expression)
      case 'AwaitExpression':
        return read(e.argument)
      case 'ObjectExpression':
        return readObject(e.properties, read)
      case 'ArrayExpression':
        return readList(e.elements, read)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return { type: 'function', params: e.params, body: e.body, scope }
      case 'ConditionalExpression': {
        const test = read(e.test)
        if (isTagged(test)) return unknown('a condition')
        return read(test ? e.consequent : e.alternate)
      }
      case 'LogicalExpression': {
        const left = read(e.left)
        if (isTagged(left) && left.type !== 'call') return left
        if (e.operator === '&&') return left ? read(e.right) : left
        if (e.operator === '||') return left ? left : read(e.right)
        return left ?? read(e.right)
      }
      case 'UnaryExpression': {
        const value = read(e.argument)
        if (e.operator === '!' && !isTagged(value)) return !value
        if (e.operator === '-' && typeof value === 'number') return -value
        return unknown('an expression')
      }
      case 'BinaryExpression':
        return readBinary(e.operator, read(e.left), read(e.right))
      case 'MemberExpression':
        return readMember(e, read)
      case 'ChainExpression':
        return read(e.expression)
      case 'NewExpression':
      case 'CallExpression':
        return readCall(e.callee, e.arguments, read, e.type === 'NewExpression')
      default:
        return unknown('an expression')
    }
  }

  function readName(name: string, scope: Scope): StaticValue {
    const value = scope.get(name)
    if (value) return value()
    if (name === 'undefined') return undefined
    if (name === '__dirname') return folder
    if (name === '__filename') return `/${options.path}`
    return unknown(name)
  }

  function readMember(
    e: Extract<Expression, { type: 'MemberExpression' }>,
    read: (node: Node) => StaticValue,
  ): StaticValue {
    const path = dotted(e)
    if (path === 'import.meta.dirname') return folder
    if (path === 'import.meta.filename') return `/${options.path}`
    if (path === 'import.meta.url') return `file:///${options.path}`
    if (path?.startsWith('process.env.')) return options.processEnv(path.slice(12))
    const key = e.computed ? read(e.property) : nameOf(e.property)
    return typeof key === 'string' || typeof key === 'number'
      ? member(read(e.object), String(key))
      : unknown('a property')
  }

  function readCall(
    callee: Node,
    argumentNodes: readonly (Expression | SpreadElement)[],
    read: (node: Node) => StaticValue,
    isNew: boolean,
  ): StaticValue {
    const name = dotted(callee) ?? ''
    const args = argumentNodes.map((node) =>
      node.type === 'SpreadElement' ? unknown('...') : read(node),
    )
    const known = isNew && name !== 'URL' ? unknown(`new ${name}`) : knownCall(name, args)
    if (known !== undefined) return known
    if (callee.type === 'MemberExpression') {
      const { object, property } = callee as Extract<Expression, { type: 'MemberExpression' }>
      const list = read(object)
      // plugins: [a && b()].filter(Boolean)
      if (isList(list) && nameOf(property) === 'filter') return list.filter(Boolean)
    }
    const target = read(callee)
    if (isTagged(target) && target.type === 'imported') {
      if (target.source === 'vite' || target.source === 'vitest/config') {
        return viteCall(target.name, args)
      }
      if (/^(?:node:)?(?:path|url)$/.test(target.source)) {
        return knownCall(target.name, args) ?? unknown(name)
      }
      return { type: 'call', source: target.source, name: target.name, args }
    }
    if (isTagged(target) && target.type === 'function') return call(target, args, name)
    return unknown(name === '' ? 'a call' : `${name}()`)
  }

  function viteCall(name: string, args: readonly StaticValue[]): StaticValue {
    if (name === 'defineConfig') return call(args[0], [options.argument], name)
    const [mode, , prefixes = 'VITE_'] = args
    if (name === 'loadEnv' && typeof mode === 'string') {
      const list = isList(prefixes) ? prefixes : [prefixes]
      return options.loadEnv(
        mode,
        list.filter((prefix) => typeof prefix === 'string'),
      )
    }
    if (name === 'mergeConfig' && isMap(args[0] ?? null) && isMap(args[1] ?? null)) {
      const [a, b] = args
      return isMap(a) && isMap(b) ? new Map([...a, ...b]) : unknown(name)
    }
    return unknown(`${name}()`)
  }

  return { program }
}

/** Calls of Node and JavaScript that configurations are full of. */
function knownCall(name: string, args: readonly StaticValue[]): StaticValue {
  const [first, second] = args
  const texts = args.filter((arg) => typeof arg === 'string')
  switch (name) {
    case 'process.cwd':
      return '/'
    case 'path.resolve':
    case 'resolve':
    case 'path.join':
    case 'join':
    case 'path.posix.join':
    case 'path.posix.resolve':
      if (texts.length !== args.length) return unknown(name)
      return joinAbsolute(texts, name.endsWith('resolve'))
    case 'path.dirname':
    case 'dirname':
      return typeof first === 'string' ? first.replace(/\/[^/]*$/, '') || '/' : unknown(name)
    case 'fileURLToPath':
    case 'url.fileURLToPath':
      return typeof first === 'string' ? urlPath(first) : unknown(name)
    case 'URL':
      if (typeof first !== 'string' || typeof second !== 'string') return unknown('new URL()')
      return parseUrl(first, second)?.href ?? unknown('new URL()')
    case 'JSON.stringify':
      return stringify(first)
    case 'Boolean':
      return isTagged(first) ? unknown(name) : Boolean(first)
    case 'String':
      return typeof first === 'object' ? unknown(name) : String(first)
    default:
      return undefined
  }
}

function readObject(
  properties: Extract<Expression, { type: 'ObjectExpression' }>['properties'],
  read: (node: Node) => StaticValue,
): StaticValue {
  const object = new Map<string, StaticValue>()
  for (const property of properties) {
    if (property.type === 'SpreadElement') {
      const spread = read(property.argument)
      if (isMap(spread)) for (const [key, value] of spread) object.set(key, value)
      continue
    }
    const computed = property.computed ? read(property.key) : nameOf(property.key)
    if (typeof computed === 'string') object.set(computed, read(property.value))
  }
  return object
}

function readList(
  elements: readonly (Expression | SpreadElement | null)[],
  read: (node: Node) => StaticValue,
): StaticValue {
  return elements.flatMap((element) => {
    if (element?.type !== 'SpreadElement') return [element ? read(element) : undefined]
    const spread = read(element.argument)
    return isList(spread) ? spread : [unknown('...')]
  })
}

function readBinary(operator: string, left: StaticValue, right: StaticValue): StaticValue {
  if (isTagged(left) || isTagged(right)) return unknown('a condition')
  if (operator === '===' || operator === '==') return left === right
  if (operator === '!==' || operator === '!=') return left !== right
  if (operator === '+' && typeof left === 'string' && typeof right !== 'object') {
    return left + String(right)
  }
  return unknown('an expression')
}

function member(value: StaticValue, key: string): StaticValue {
  if (isMap(value)) return value.get(key)
  if (isList(value)) return value[Number(key)]
  if (typeof value === 'string' && key === 'pathname') return urlPath(value)
  if (typeof value === 'string' && key === 'href') return value
  if (isTagged(value) && value.type === 'imported') return { ...value, name: key }
  return unknown(key)
}

/** A regular expression that cannot take long, whatever it is matched against. */
function readRegExp(pattern: string, flags: string): StaticValue {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x')
  const quantifiers = plain.match(/[*+{]|[^(]\?/g)?.length ?? 0
  if (pattern.length > 200 || quantifiers > 3 || /\)[*+{]/.test(plain)) {
    return unknown(`the expression /${pattern.slice(0, 40)}/`)
  }
  try {
    // `g` and `y` keep a position between matches: an alias has none.
    return new RegExp(pattern, flags.replace(/[gy]/g, ''))
  } catch {
    return unknown(`the expression /${pattern.slice(0, 40)}/`)
  }
}

interface ImportNode {
  readonly source: { readonly value: unknown }
  readonly specifiers: readonly {
    readonly type: string
    readonly imported?: Node
    readonly local: { readonly name: string }
  }[]
}

function isNode(node: Node, type: string): boolean {
  return node.type === type
}

/** The name of an identifier or a string key. */
function nameOf(node: Node): string | undefined {
  const e = node as Expression
  if (e.type === 'Identifier') return e.name
  return e.type === 'Literal' && typeof e.value !== 'object' ? String(e.value) : undefined
}

/** `a.b.c` for a chain of names; undefined for anything else. */
function dotted(node: Node): string | undefined {
  const e = node as Expression
  if (e.type === 'Identifier') return e.name
  if (e.type === 'MetaProperty') return 'import.meta'
  if (e.type !== 'MemberExpression' || e.computed) return undefined
  const object = dotted(e.object)
  const name = nameOf(e.property)
  return object === undefined || name === undefined ? undefined : `${object}.${name}`
}

function once(make: () => StaticValue): () => StaticValue {
  let state: 'new' | 'running' | 'done' = 'new'
  let value: StaticValue
  return () => {
    if (state === 'running') return unknown('a constant that needs itself')
    if (state === 'new') {
      state = 'running'
      value = make()
      state = 'done'
    }
    return value
  }
}

/** Joins like node:path; `restart` takes an absolute part as a new beginning. */
function joinAbsolute(parts: readonly string[], restart: boolean): string {
  let from = 0
  if (restart) parts.forEach((part, i) => (from = part.startsWith('/') ? i : from))
  const names: string[] = []
  for (const name of parts.slice(from).join('/').split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/** `URL.parse`, which not every browser has. */
export function parseUrl(address: string, base?: string): URL | undefined {
  return URL.canParse(address, base) ? new URL(address, base) : undefined
}

function urlPath(address: string): StaticValue {
  const url = parseUrl(address, 'file:///')
  try {
    return url ? decodeURIComponent(url.pathname) : unknown('an address')
  } catch {
    return unknown('an address')
  }
}

function stringify(value: StaticValue): StaticValue {
  const plain = toJson(value)
  return plain === undefined ? unknown('JSON.stringify()') : JSON.stringify(plain.value)
}

/** The value as JSON knows it; undefined when a part of it is not known. */
export function toJson(value: StaticValue): { value: unknown } | undefined {
  if (isTagged(value) || value instanceof RegExp) return undefined
  if (isMap(value)) {
    const entries: [string, unknown][] = []
    for (const [key, item] of value) {
      const plain = toJson(item)
      if (!plain) return undefined
      entries.push([key, plain.value])
    }
    return { value: Object.fromEntries(entries) }
  }
  if (!isList(value)) return { value }
  const items = value.map(toJson)
  return items.every((item) => item !== undefined)
    ? { value: items.map((item) => item.value) }
    : undefined
}

/** JSON data as static values. */
export function fromJson(data: unknown): StaticValue {
  if (Array.isArray(data)) return (data as unknown[]).map(fromJson)
  if (typeof data === 'object' && data !== null) {
    return new Map(Object.entries(data).map(([key, value]) => [key, fromJson(value)]))
  }
  return typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean'
    ? data
    : null
}
