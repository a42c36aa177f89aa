import { parse, type AnyNode, type CallExpression, type Expression, type Program } from 'acorn'
import { CompileError } from '../module.ts'
import type { Transformed } from '../transform/transform.ts'
import { importTable } from './import-table.ts'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * A module of the preview's registry (see module.ts) as an ES module again, so
 * that a build is made by the very transforms that the preview runs on.
 * Specifiers stay as they are. Members of `$i[n]` become members of a
 * namespace import, which bundlers take for named imports. `paths` are all of
 * the project: what `import(`./pages/${name}.ts`)` may mean.
 */
export function toEsm(made: Transformed, path: string, paths: readonly string[] = []): string {
  const { code, imports } = made
  const head = '(async function* ($i,$x,$m,$d,$g) {'
  const source = `${head}${code}\n})`
  const body = bodyOf(parseBody(source, path))
  const edits: Edit[] = []
  const exports: string[] = []
  const late: string[] = []

  for (const statement of body) {
    if (
      statement.type === 'ExpressionStatement' &&
      statement.expression.type === 'YieldExpression'
    ) {
      edits.push({ start: statement.start, end: statement.end, text: '' })
      continue
    }
    readExports(statement, source, exports, late, edits, imports)
  }
  visit(body, (node, parent) => {
    if (node.type === 'Identifier' && isFree(node, parent)) {
      if (node.name === '$m') edits.push(replace(node, 'import.meta'))
      if (node.name === '$d') {
        const table = parent && importTable(parent, path, paths)
        edits.push(replace(node, table ?? 'import'))
      }
    }
    const index = indexOf(node)
    if (index !== undefined) edits.push(replace(node, `$i${index}`))
  })

  const lines = imports.map(
    (specifier, n) => `import * as $i${n} from ${JSON.stringify(specifier)};`,
  )
  const text = apply(source, edits).slice(head.length, -'\n})'.length)
  const tail = [...late, exports.length > 0 ? `export { ${exports.join(', ')} };` : 'export {};']
  return `${lines.join('')}${text}\n${tail.join('\n')}`
}

function parseBody(source: string, path: string): Program {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'script' })
  } catch (error) {
    throw new CompileError({
      message: `This module cannot be built. ${error instanceof Error ? error.message : ''}`,
      file: path,
      line: undefined,
      column: undefined,
      frame: '',
    })
  }
}

function bodyOf(program: Program): readonly AnyNode[] {
  const [statement] = program.body
  if (statement?.type !== 'ExpressionStatement') return []
  const { expression } = statement
  return expression.type === 'FunctionExpression' ? expression.body.body : []
}

/** Reads `$x({ name: () => value, … })` and `$x.all($i[n])`, and takes them out. */
function readExports(
  statement: AnyNode,
  source: string,
  exports: string[],
  late: string[],
  edits: Edit[],
  imports: readonly string[],
): void {
  if (statement.type !== 'ExpressionStatement') return
  for (const call of callsOf(statement.expression)) {
    const [argument] = call.arguments
    if (isNamed(call.callee, '$x') && argument?.type === 'ObjectExpression') {
      edits.push({ start: call.start, end: call.end, text: 'void 0' })
      for (const property of argument.properties) {
        if (property.type !== 'Property' || property.value.type !== 'ArrowFunctionExpression')
          continue
        const name = nameOf(property.key)
        const { body } = property.value
        if (name !== undefined) addExport(name, body, source, exports, late, imports)
      }
    } else if (isMember(call.callee, '$x', 'all') && argument) {
      edits.push({ start: call.start, end: call.end, text: 'void 0' })
      const index = indexOf(argument)
      const specifier = index === undefined ? undefined : imports[index]
      if (specifier !== undefined) late.push(`export * from ${JSON.stringify(specifier)};`)
    }
  }
}

/** A binding that is only passed on stays live, in cycles too, when it is exported from where it is. */
function addExport(
  name: string,
  value: AnyNode,
  source: string,
  exports: string[],
  late: string[],
  imports: readonly string[],
): void {
  const quoted = JSON.stringify(name)
  if (value.type === 'Identifier') {
    exports.push(`${value.name} as ${quoted}`)
    return
  }
  const member = value.type === 'MemberExpression' ? memberName(value) : undefined
  const owner = value.type === 'MemberExpression' ? indexOf(value.object) : undefined
  const whole = indexOf(value)
  const specifier = imports[whole ?? owner ?? -1]
  if (specifier !== undefined && whole !== undefined) {
    late.push(`export * as ${quoted} from ${JSON.stringify(specifier)};`)
    return
  }
  if (specifier !== undefined && member !== undefined) {
    late.push(
      `export { ${JSON.stringify(member)} as ${quoted} } from ${JSON.stringify(specifier)};`,
    )
    return
  }
  const text = source
    .slice(value.start, value.end)
    .replace(/\$i\[(\d+)\]/g, (_all, n: string) => `$i${n}`)
  const local = `$e${late.length}`
  late.push(`const ${local} = ${text};`)
  exports.push(`${local} as ${quoted}`)
}

function memberName(node: Extract<AnyNode, { type: 'MemberExpression' }>): string | undefined {
  const { property, computed } = node
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined
}

function callsOf(expression: Expression): CallExpression[] {
  if (expression.type === 'CallExpression') return [expression]
  if (expression.type !== 'SequenceExpression') return []
  return expression.expressions.flatMap(callsOf)
}

function nameOf(key: AnyNode): string | undefined {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

/** n for `$i[n]`. */
function indexOf(node: AnyNode): number | undefined {
  if (node.type !== 'MemberExpression' || !node.computed || !isNamed(node.object, '$i'))
    return undefined
  const { property } = node
  return property.type === 'Literal' && typeof property.value === 'number'
    ? property.value
    : undefined
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function isMember(node: AnyNode, object: string, property: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    isNamed(node.object, object) &&
    isNamed(node.property, property)
  )
}

/** Not a property's name. */
function isFree(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'MemberExpression') return parent.object === node || parent.computed
  if (parent?.type === 'Property') return parent.value === node
  return true
}

function replace({ start, end }: AnyNode, text: string): Edit {
  return { start, end, text }
}

/** The outermost of edits that overlap count. */
function apply(source: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end)
  let text = ''
  let done = 0
  for (const edit of sorted) {
    if (edit.start < done) continue
    text += source.slice(done, edit.start) + edit.text
    done = edit.end
  }
  return text + source.slice(done)
}

function visit(
  nodes: readonly AnyNode[],
  see: (node: AnyNode, parent: AnyNode | undefined) => void,
): void {
  const walk = (node: AnyNode, parent: AnyNode | undefined): void => {
    see(node, parent)
    for (const child of Object.values(node) as unknown[]) {
      if (isNode(child)) walk(child, node)
      else if (Array.isArray(child)) for (const item of child) if (isNode(item)) walk(item, node)
    }
  }
  for (const node of nodes) walk(node, undefined)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
