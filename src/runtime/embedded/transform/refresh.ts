/**
 * React Fast Refresh: tells the page's react-refresh which functions of a
 * module are components and which hooks they call, so that a changed module
 * can take the place of the old one while state is kept.
 */
import type { AnyNode, CallExpression, Function as FunctionNode, Program } from 'acorn'
import { CLIENT_MODULES } from '../module.ts'
import { declaredNames, exportName } from './esm.ts'
import type { Pass, Step } from './pass.ts'
import { hookSignature } from './refresh-hooks.ts'
import { skipBlank } from './skip-blank.ts'

export interface RefreshStep extends Step {
  /** True when nothing but components is exported, so importers need not know of a change. */
  readonly isBoundary: boolean
}

/** `ownName` is what a default export without a name is called in the emitted code. */
const DEFAULT = '$default'

export function refreshStep(pass: Pass, path: string): RefreshStep {
  const { program, source, edits } = pass
  const reset = /@refresh\s+reset/.test(source)
  const topLevel = topLevelNames(program)
  const tails: (() => void)[] = []
  const sure = new Set<string>()
  let signatures = 0

  const client = () => pass.namespace(CLIENT_MODULES.refresh)
  const emitted = (name: string) => (name === DEFAULT ? DEFAULT : pass.nameOf(name))

  /** Statements behind a top-level statement, on its last line. */
  function after(statement: AnyNode, text: () => string): void {
    // Only once the walk is over: what closes the statement itself comes first.
    tails.push(() => edits.close(statement.end, `;${text()};`))
  }

  function register(statement: AnyNode, name: string): void {
    const id = JSON.stringify(`${path} ${name === DEFAULT ? 'default' : name}`)
    after(statement, () => `${client()}.register(${emitted(name)}, ${id})`)
  }

  /** Notes the hooks of a function; gives the rest of the call that ties them to it. */
  function sign(
    node: FunctionNode,
  ): { readonly variable: string; readonly rest: string } | undefined {
    const signature = hookSignature(node, source)
    if (!signature) return undefined
    const variable = `$s${++signatures}`
    pass.begin(`var ${variable}=${client()}.signature();`)
    const known = signature.custom.filter(([name]) => topLevel.has(name))
    const list = known.map(([name, member]) => pass.nameOf(name) + (member ? `.${member}` : ''))
    // A hook that cannot be named out here may change without a sign of it.
    const force = reset || known.length < signature.custom.length
    const hooks = list.length > 0 ? `, () => [${list.join(', ')}]` : ''
    // In a cycle of imports, functions may be called before the module itself has run.
    if (node.body.type === 'BlockStatement') edits.open(node.body.start + 1, `${variable}?.();`)
    else {
      edits.open(behindArrow(node, source), `(${variable}?.(), `)
      edits.close(node.end, ')')
    }
    return { variable, rest: `${JSON.stringify(signature.key)}, ${force}${hooks}` }
  }

  /** A function that `name` is bound to by a statement. */
  function named(statement: AnyNode, name: string, node: FunctionNode): void {
    const signed = sign(node)
    if (signed) after(statement, () => `${signed.variable}(${emitted(name)}, ${signed.rest})`)
    if (name !== DEFAULT && !isComponentName(name)) return
    sure.add(name)
    register(statement, name)
  }

  /** What a call such as `memo(…)` wraps; true when that is a component. */
  function wrapped(node: CallExpression): boolean {
    const [first] = node.arguments
    if (!first || node.callee.type === 'Super') return false
    if (first.type === 'Identifier') return isComponentName(first.name)
    if (first.type === 'CallExpression') return wrapped(first)
    if (!isFunction(first)) return false
    const signed = sign(first)
    if (signed) {
      edits.open(first.start, `${signed.variable}(`)
      edits.close(first.end, `, ${signed.rest})`)
    }
    return true
  }

  function value(statement: AnyNode, name: string, node: AnyNode): void {
    if (isFunction(node)) {
      named(statement, name, node)
    } else if (node.type === 'CallExpression') {
      const isComponent = wrapped(node)
      if (!isComponent || !(name === DEFAULT || isComponentName(name))) return
      if (givesComponent(node)) sure.add(name)
      register(statement, name)
    } else if (node.type === 'Identifier' && name === DEFAULT && isComponentName(node.name)) {
      if (sure.has(node.name)) sure.add(DEFAULT)
    } else if (node.type === 'TaggedTemplateExpression' && isComponentName(name)) {
      register(statement, name)
    }
  }

  function take(statement: AnyNode, node: AnyNode): void {
    if (node.type === 'FunctionDeclaration') named(statement, node.id?.name ?? DEFAULT, node)
    else if (node.type === 'ClassDeclaration') {
      const name = node.id?.name ?? DEFAULT
      if (!node.superClass || !(name === DEFAULT || isComponentName(name))) return
      sure.add(name)
      register(statement, name)
    } else if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        if (id.type === 'Identifier' && init) value(statement, id.name, init)
      }
    }
  }

  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration) take(statement, statement.declaration)
    } else if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        take(statement, declaration)
      } else {
        value(statement, DEFAULT, declaration)
      }
    } else {
      take(statement, statement)
    }
  }
  return {
    isBoundary: onlyComponents(program, sure),
    finish() {
      for (const tail of tails) tail()
    },
  }
}

function isComponentName(name: string): boolean {
  return /^[A-Z]/.test(name)
}

function isFunction(
  node: AnyNode,
): node is Extract<AnyNode, { type: 'FunctionExpression' | 'ArrowFunctionExpression' }> {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
}

/** True for calls whose result is a component by their name; others may give anything. */
function givesComponent({ callee }: CallExpression): boolean {
  if (callee.type === 'CallExpression') return givesComponent(callee)
  const named = callee.type === 'MemberExpression' ? callee.property : callee
  if (named.type !== 'Identifier') return false
  return /^(?:memo|forwardRef|lazy|observer|connect|with[A-Z].*)$/.test(named.name)
}

function topLevelNames(program: Program): Set<string> {
  const names = new Set<string>()
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      for (const { local } of node.specifiers) names.add(local.name)
    } else if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') {
      if (node.declaration) for (const name of declaredNames(node.declaration)) names.add(name)
    } else {
      for (const name of declaredNames(node)) names.add(name)
    }
  }
  return names
}

/** True when a module exports something, and nothing that is not surely a component. */
function onlyComponents(program: Program, sure: ReadonlySet<string>): boolean {
  let some = false
  for (const node of program.body) {
    let names: string[] = []
    if (node.type === 'ExportAllDeclaration') return false
    if (node.type === 'ExportNamedDeclaration') {
      if (node.source) return false
      names = node.specifiers.map(({ local }) => exportName(local))
      if (node.declaration) names.push(...declaredNames(node.declaration))
    } else if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node
      const isNamed =
        (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
        declaration.id
      if (isNamed) names = [isNamed.name]
      else if (declaration.type === 'Identifier') names = [declaration.name]
      else names = [DEFAULT]
    }
    if (!names.every((name) => sure.has(name))) return false
    if (names.length > 0) some = true
  }
  return some
}

/** The place behind the `=>` of an arrow function. */
function behindArrow(node: FunctionNode, source: string): number {
  let at = skipBlank(source, node.params.at(-1)?.end ?? node.start)
  while (!source.startsWith('=>', at) && at < node.body.start) at = skipBlank(source, at + 1)
  return at + 2
}
