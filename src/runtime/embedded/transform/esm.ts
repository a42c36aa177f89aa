/**
 * ECMAScript modules as the registry runs them: the calling convention of
 * module.ts, made by edits in place, so that lines keep their numbers.
 */
import type { AnyNode, Identifier, Literal, ModuleDeclaration, Program } from 'acorn'
import { parse } from 'acorn'
import { createEdits } from './edits.ts'
import type { Edits, Run } from './edits.ts'
import type { Pass, Step } from './pass.ts'
import { guardLoop, LOOP_COUNTER } from './loop-guard.ts'
import { declaringScope, walkScopes } from './scope.ts'
import type { Reference } from './scope.ts'
import { skipBlank } from './skip-blank.ts'

export interface RegistryModule {
  readonly code: string
  /** Specifiers of static imports in the order of `$i`, each once. */
  readonly imports: readonly string[]
  /** For each of `imports`, the names that are imported from it by name. */
  readonly names: readonly (readonly string[])[]
  /** Specifiers of `import()` that are written down, each once. */
  readonly dynamicImports: readonly string[]
  readonly format: 'esm' | 'async'
}

export interface EsmOptions {
  readonly guardLoops: boolean
  steps(pass: Pass): readonly Step[]
}

/**
 * A plain ESM file (of a pre-bundle, say) for the registry. Throws acorn's
 * SyntaxError, with `pos`, for what does not parse as a module.
 */
export function toRegistryModule(code: string): RegistryModule {
  const {
    imports,
    names,
    dynamicImports,
    format,
    code: emitted,
  } = emitModule(code, parseModule(code))
  return { code: emitted, imports, names, dynamicImports, format }
}

export function parseModule(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
}

/** Names that the emitted code uses itself: a module's own such names are changed. */
const OWN_NAME = /^\$(?:[ixmdgn]|default|s\d+)$/
const NO_STEPS: EsmOptions = { guardLoops: false, steps: () => [] }

export function emitModule(
  source: string,
  program: Program,
  options: EsmOptions = NO_STEPS,
): RegistryModule & { readonly runs: readonly Run[] } {
  const edits = createEdits(source)
  const links = collectLinks(program)
  const dynamicImports = new Set<string>()
  const begin: string[] = []
  const renamed = new Map<string, string>()
  const nameOf = (name: string): string => {
    const imported = links.locals.get(name)
    if (imported) return importText(imported)
    if (!OWN_NAME.test(name)) return name
    const known = renamed.get(name)
    if (known !== undefined) return known
    let fresh = `${name}$`
    while (source.includes(fresh)) fresh += '$'
    renamed.set(name, fresh)
    return fresh
  }
  const steps = options.steps({
    program,
    source,
    edits,
    namespace: (specifier) => `$i[${links.indexOf(specifier)}]`,
    dynamicImport(specifier) {
      dynamicImports.add(specifier)
      return `$d(${JSON.stringify(specifier)})`
    },
    nameOf,
    begin: (text) => void begin.push(text),
  })

  const found = { await: false, loop: false }
  const { references } = walkScopes(program, {
    wanted: (name) =>
      links.locals.has(name) || OWN_NAME.test(name) || steps.some((step) => step.wanted?.(name)),
    enter(node, scope, inFunction) {
      if (!inFunction && waits(node)) found.await = true
      for (const step of steps) if (step.enter?.(node, scope) === false) return false
      if (node.type === 'ImportExpression') {
        edits.replace(node.start, node.start + 'import'.length, '$d')
        const specifier = literalText(node.source)
        if (specifier !== undefined) dynamicImports.add(specifier)
      } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
        edits.replace(node.start, node.end, '$m')
      } else if (options.guardLoops && guardLoop(node, edits)) {
        found.loop = true
      }
      return true
    },
    leave(node) {
      if (options.guardLoops) guardLoop.close(node, edits)
    },
  })
  for (const reference of references)
    rewriteReference(reference, edits, links.locals, nameOf, steps)
  for (const statement of program.body) {
    if (isModuleDeclaration(statement)) rewriteDeclaration(statement, source, edits)
  }
  if (source.startsWith('#!')) edits.replace(0, lineEnd(source), '')
  for (const step of steps) step.finish?.()

  const prefix = [
    found.loop ? `var ${LOOP_COUNTER}=0;` : '',
    exportsText(program, links, nameOf),
    'yield;',
    ...begin,
  ].join('')
  const { code, runs } = edits.apply(prefix)
  return {
    code,
    runs,
    imports: links.specifiers,
    names: links.names.map((names) => [...names]),
    dynamicImports: [...dynamicImports],
    format: found.await ? 'async' : 'esm',
  }
}

function waits(node: AnyNode): boolean {
  if (node.type === 'ForOfStatement') return node.await
  if (node.type === 'VariableDeclaration') return node.kind === 'await using'
  return node.type === 'AwaitExpression'
}

/** An imported binding: the n-th import's export of that name, or its namespace. */
interface Imported {
  readonly index: number
  readonly name: string | undefined
}

interface Links {
  readonly specifiers: string[]
  readonly names: Set<string>[]
  readonly locals: ReadonlyMap<string, Imported>
  indexOf(specifier: string): number
}

function collectLinks(program: Program): Links {
  const specifiers: string[] = []
  const names: Set<string>[] = []
  const known = new Map<string, number>()
  const locals = new Map<string, Imported>()
  function indexOf(specifier: string): number {
    const index = known.get(specifier)
    if (index !== undefined) return index
    known.set(specifier, specifiers.length)
    names.push(new Set())
    return specifiers.push(specifier) - 1
  }
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      const index = indexOf(String(node.source.value))
      for (const specifier of node.specifiers) {
        let name: string | undefined
        if (specifier.type === 'ImportDefaultSpecifier') name = 'default'
        else if (specifier.type === 'ImportSpecifier') name = exportName(specifier.imported)
        if (name !== undefined) names[index]?.add(name)
        locals.set(specifier.local.name, { index, name })
      }
    } else if (node.type === 'ExportAllDeclaration') {
      indexOf(String(node.source.value))
    } else if (node.type === 'ExportNamedDeclaration' && node.source) {
      const index = indexOf(String(node.source.value))
      for (const specifier of node.specifiers) names[index]?.add(exportName(specifier.local))
    }
  }
  return { specifiers, names, locals, indexOf }
}

export function exportName(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value)
}

function importText({ index, name }: Imported): string {
  return name === undefined ? `$i[${index}]` : `$i[${index}]${memberText(name)}`
}

function memberText(name: string): string {
  return isName(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

function isName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
}

function rewriteReference(
  reference: Reference,
  edits: Edits,
  locals: ReadonlyMap<string, Imported>,
  nameOf: (name: string) => string,
  steps: readonly Step[],
): void {
  const { node, scope, use, shorthand, startsStatement } = reference
  const { name } = node
  const label = shorthand ? `${name}: ` : ''
  const put = (text: string) => edits.replace(node.start, node.end, label + text)
  if (declaringScope(name, scope)) {
    if (OWN_NAME.test(name)) put(nameOf(name))
    return
  }
  const imported = locals.get(name)
  if (!imported) {
    if (steps.some((step) => step.global?.(reference))) return
    // The emitted function has a parameter of that name, and the page's is meant.
    if (OWN_NAME.test(name)) put(`globalThis.${name}`)
    return
  }
  const text = importText(imported)
  if (use === 'call') {
    // Calls get no `this`. The `0, ` keeps the bracket from continuing the line above.
    put(`${startsStatement ? '0, ' : ''}(0, ${text})`)
  } else if (use === 'write' && imported.name === undefined) {
    put(`(void 0).${name}`) // throws a TypeError, as writing to an import does
  } else {
    put(text)
  }
}

function isModuleDeclaration(node: Program['body'][number]): node is ModuleDeclaration {
  return node.type.startsWith('Import') || node.type.startsWith('Export')
}

function rewriteDeclaration(node: ModuleDeclaration, source: string, edits: Edits): void {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration': {
      // The semicolon ends a line above that has none.
      edits.replace(node.start, node.end, ';')
      return
    }
    case 'ExportNamedDeclaration':
      if (node.declaration) {
        edits.replace(node.start, node.declaration.start, '')
        return
      }
      {
        edits.replace(node.start, node.end, ';')
        return
      }
    case 'ExportDefaultDeclaration': {
      const { declaration } = node
      const keyword = skipBlank(source, node.start + 'export'.length) + 'default'.length
      if (declaration.type === 'FunctionDeclaration') {
        edits.replace(node.start, keyword, '')
        if (!declaration.id) edits.open(parenthesis(source, declaration.start), ' $default')
      } else if (declaration.type === 'ClassDeclaration' && declaration.id) {
        edits.replace(node.start, keyword, '')
      } else {
        // As a property's value, an anonymous function or class gets the name that the standard gives it.
        const end =
          source[node.end - 1] === ';' && declaration.end < node.end ? node.end - 1 : node.end
        edits.replace(node.start, keyword, 'const $default = ({ default:')
        edits.close(end, ' }).default;')
      }
    }
  }
}

/** Where the parameters of the function at `start` begin. */
function parenthesis(source: string, start: number): number {
  let at = start
  while (source[at] !== '(' && at < source.length) at = skipBlank(source, at + 1)
  return at
}

/** The call of `$x`, and what must be so before any other module runs. */
function exportsText(program: Program, links: Links, nameOf: (name: string) => string): string {
  const getters: string[] = []
  const after: string[] = []
  const add = (name: string, text: string) => {
    const key = isName(name) && name !== '__proto__' ? name : `[${JSON.stringify(name)}]`
    getters.push(`${key}: () => ${text}`)
  }
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') {
      const namespace = `$i[${links.indexOf(String(node.source.value))}]`
      if (node.exported) add(exportName(node.exported), namespace)
      else after.push(`$x.all(${namespace});`)
    } else if (node.type === 'ExportDefaultDeclaration') {
      const id =
        'id' in node.declaration && isDeclaration(node.declaration) ? node.declaration.id : null
      add('default', id ? nameOf(id.name) : '$default')
      if (!id && node.declaration.type === 'FunctionDeclaration') {
        after.push('Object.defineProperty($default,"name",{value:"default",configurable:true});')
      }
    } else if (node.type === 'ExportNamedDeclaration') {
      const index = node.source ? links.indexOf(String(node.source.value)) : undefined
      for (const { local, exported } of node.specifiers) {
        const name = exportName(local)
        add(
          exportName(exported),
          index === undefined ? nameOf(name) : `$i[${index}]${memberText(name)}`,
        )
      }
      if (node.declaration)
        for (const name of declaredNames(node.declaration)) add(name, nameOf(name))
    }
  }
  return `$x({ ${getters.join(', ')} });${after.join('')}`
}

function isDeclaration(node: AnyNode): boolean {
  return node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration'
}

/** The names that a declaration or pattern introduces. */
export function declaredNames(node: AnyNode): string[] {
  switch (node.type) {
    case 'Identifier':
      return [node.name]
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => declaredNames(id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id ? [node.id.name] : []
    case 'ObjectPattern':
      return node.properties.flatMap((property) =>
        declaredNames(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element ? declaredNames(element) : []))
    case 'RestElement':
      return declaredNames(node.argument)
    case 'AssignmentPattern':
      return declaredNames(node.left)
    default:
      return []
  }
}

/** The text of a string or of a template without expressions. */
export function literalText(node: AnyNode): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

function lineEnd(source: string): number {
  const end = source.indexOf('\n')
  return end < 0 ? source.length : end
}
