import type { AnyNode, Function as FunctionNode, Identifier, Pattern, Program } from 'acorn'

/** Names that are declared together: by a module, function, block, class or catch. */
export interface Scope {
  readonly parent: Scope | undefined
  readonly names: Set<string>
  /** `var` goes here. */
  readonly holdsVars: boolean
}

/** A use of a name that is of interest. */
export interface Reference {
  readonly node: Identifier
  readonly scope: Scope
  /** `call` is the callee of a call or the tag of a template. */
  readonly use: 'read' | 'write' | 'call' | 'declare'
  /** `{ name }`, which must become `{ name: something }`. */
  readonly shorthand: boolean
  /** It is the first thing of an expression statement, where a bracket could join the line above. */
  readonly startsStatement: boolean
}

export interface Walk {
  /** Names that are to be in `references`. */
  wanted(name: string): boolean
  /** Called before a node's parts; false leaves them out. */
  enter?(node: AnyNode, scope: Scope, inFunction: boolean): boolean
  leave?(node: AnyNode): void
}

export interface Scopes {
  readonly module: Scope
  readonly references: readonly Reference[]
}

/** True when a name means nothing that the module declares, so it is a global. */
export function isGlobal(name: string, scope: Scope): boolean {
  return declaringScope(name, scope) === undefined
}

export function declaringScope(name: string, scope: Scope): Scope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.names.has(name)) return at
  return undefined
}

/**
 * Walks a module once in source order and tells every use of the wanted names.
 * What a use means can be asked (`declaringScope`) only after the walk, since
 * functions and variables may be declared below their uses. Imports are not
 * declared by this, nor are import and export clauses uses.
 */
export function walkScopes(program: Program, walk: Walk): Scopes {
  const references: Reference[] = []
  const module: Scope = { parent: undefined, names: new Set(), holdsVars: true }
  let statementStart = -1
  let functions = 0

  const child = (parent: Scope, holdsVars = false): Scope => ({
    parent,
    names: new Set(),
    holdsVars,
  })

  function refer(node: Identifier, scope: Scope, use: Reference['use'], shorthand = false): void {
    if (!walk.wanted(node.name)) return
    const startsStatement = node.start === statementStart
    references.push({ node, scope, use, shorthand, startsStatement })
  }

  function declare(node: Identifier, target: Scope, scope: Scope, shorthand = false): void {
    target.names.add(node.name)
    refer(node, scope, 'declare', shorthand)
  }

  /** A pattern's names are declared in `target`, or written to when there is none. */
  function pattern(
    node: Pattern,
    scope: Scope,
    target: Scope | undefined,
    shorthand = false,
  ): void {
    switch (node.type) {
      case 'Identifier':
        if (target) declare(node, target, scope, shorthand)
        else refer(node, scope, 'write', shorthand)
        return
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') pattern(property.argument, scope, target)
          else {
            if (property.computed) visit(property.key, scope)
            pattern(property.value, scope, target, property.shorthand)
          }
        }
        return
      case 'ArrayPattern':
        for (const element of node.elements) if (element) pattern(element, scope, target)
        return
      case 'RestElement': {
        pattern(node.argument, scope, target)
        return
      }
      case 'AssignmentPattern':
        pattern(node.left, scope, target, shorthand)
        {
          visit(node.right, scope)
          return
        }
      case 'MemberExpression': {
        visit(node, scope)
        return
      }
    }
  }

  function varScope(scope: Scope): Scope {
    let at = scope
    while (!at.holdsVars && at.parent) at = at.parent
    return at
  }

  function visitFunction(node: FunctionNode, scope: Scope): void {
    let outer = scope
    if (node.type === 'FunctionExpression' && node.id) {
      outer = child(scope)
      declare(node.id, outer, outer)
    }
    // Defaults of parameters do not see the body's names.
    const params = child(outer)
    functions++
    for (const param of node.params) pattern(param, params, params)
    const body = child(params, true)
    if (node.body.type === 'BlockStatement') statements(node.body.body, body)
    else visit(node.body, body)
    functions--
  }

  function statements(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) visit(node, scope)
  }

  function visit(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node) return
    if (walk.enter?.(node, scope, functions > 0) === false) return
    parts(node, scope)
    walk.leave?.(node)
  }

  function parts(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case 'Identifier': {
        refer(node, scope, 'read')
        return
      }
      case 'ExpressionStatement':
        statementStart = node.start
        {
          visit(node.expression, scope)
          return
        }
      case 'CallExpression':
        callee(node.callee, scope)
        for (const argument of node.arguments) visit(argument, scope)
        return
      case 'TaggedTemplateExpression':
        callee(node.tag, scope)
        {
          visit(node.quasi, scope)
          return
        }
      case 'MemberExpression':
        visit(node.object, scope)
        if (node.computed) visit(node.property, scope)
        return
      case 'Property':
        if (node.computed) visit(node.key, scope)
        if (node.shorthand && node.value.type === 'Identifier') {
          refer(node.value, scope, 'read', true)
          return
        }
        {
          visit(node.value, scope)
          return
        }
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? varScope(scope) : scope
        for (const declarator of node.declarations) {
          pattern(declarator.id, scope, target)
          visit(declarator.init, scope)
        }
        return
      }
      case 'AssignmentExpression':
        pattern(node.left, scope, undefined)
        {
          visit(node.right, scope)
          return
        }
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier') {
          refer(node.argument, scope, 'write')
          return
        }
        {
          visit(node.argument, scope)
          return
        }
      case 'FunctionDeclaration':
        // An anonymous default export has no name to declare.
        if (node.id) declare(node.id, scope, scope)
        {
          visitFunction(node, scope)
          return
        }
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        visitFunction(node, scope)
        return
      }
      case 'ClassDeclaration':
      case 'ClassExpression': {
        visitClass(node, scope)
        return
      }
      case 'BlockStatement': {
        statements(node.body, child(scope))
        return
      }
      case 'StaticBlock':
        functions++
        statements(node.body, child(scope, true))
        functions--
        return
      case 'CatchClause': {
        const inner = child(scope)
        if (node.param) pattern(node.param, inner, inner)
        statements(node.body.body, inner)
        return
      }
      case 'ForStatement': {
        const inner = child(scope)
        for (const part of [node.init, node.test, node.update, node.body]) visit(part, inner)
        return
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = child(scope)
        if (node.left.type === 'VariableDeclaration') visit(node.left, inner)
        else pattern(node.left, inner, undefined)
        visit(node.right, inner)
        visit(node.body, inner)
        return
      }
      case 'SwitchStatement': {
        visit(node.discriminant, scope)
        const inner = child(scope)
        for (const one of node.cases) {
          visit(one.test, inner)
          statements(one.consequent, inner)
        }
        return
      }
      case 'LabeledStatement': {
        visit(node.body, scope)
        return
      }
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'MetaProperty':
        return
      case 'ExportNamedDeclaration': {
        visit(node.declaration, scope)
        return
      }
      default:
        for (const part of childNodes(node)) visit(part, scope)
    }
  }

  function callee(node: AnyNode, scope: Scope): void {
    if (node.type === 'Identifier') refer(node, scope, 'call')
    else visit(node, scope)
  }

  function visitClass(
    node: Extract<AnyNode, { type: 'ClassDeclaration' | 'ClassExpression' }>,
    scope: Scope,
  ): void {
    let inner = scope
    if (node.type === 'ClassExpression') {
      inner = child(scope)
      if (node.id) declare(node.id, inner, inner)
    } else if (node.id) {
      declare(node.id, scope, scope)
    }
    visit(node.superClass, inner)
    for (const member of node.body.body) {
      if (member.type === 'StaticBlock') {
        visit(member, inner)
        continue
      }
      if (member.computed) visit(member.key, inner)
      if (member.type === 'PropertyDefinition') functions++
      visit(member.value, inner)
      if (member.type === 'PropertyDefinition') functions--
    }
  }

  statements(program.body, module)
  return { module, references }
}

/** The nodes right below a node, in the order of its properties. */
export function childNodes(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = []
  for (const value of Object.values(node) as unknown[]) {
    if (isNode(value)) found.push(value)
    else if (Array.isArray(value))
      for (const one of value as unknown[]) if (isNode(one)) found.push(one)
  }
  return found
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  )
}
