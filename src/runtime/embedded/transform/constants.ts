/** `define` and `import.meta.env`: expressions that stand for other expressions. */
import type { AnyNode, Identifier } from 'acorn'
import type { Pass, Step } from './pass.ts'
import type { Reference } from './scope.ts'
import type { Surroundings } from './transform.ts'

/** What stands for what: dotted names of source text, and expressions. */
export function constantsOf({ command, config, env }: Surroundings): ReadonlyMap<string, string> {
  const mode = JSON.stringify(env['PROD'] === true ? 'production' : 'development')
  const constants = new Map<string, string>()
  if (command === 'build') {
    const defined = Object.keys(config.define).filter((key) => key.startsWith(META_ENV))
    const own = defined.map((key) => `${JSON.stringify(key.slice(META_ENV.length))}: ${config.define[key] ?? ''}`) // prettier-ignore
    const all = Object.entries(env).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`) // prettier-ignore
    constants.set('import.meta.env', `{ ${[...all, ...own].join(', ')} }`)
    constants.set('import.meta.hot', 'undefined')
    for (const [key, value] of Object.entries(env)) {
      constants.set(META_ENV + key, JSON.stringify(value))
    }
    constants.set('process.env', '{}')
  }
  for (const root of ['', 'globalThis.', 'global.'])
    constants.set(`${root}process.env.NODE_ENV`, mode)
  for (const [key, value] of Object.entries(config.define)) constants.set(key, value)
  return constants
}

const META_ENV = 'import.meta.env.'

/** Puts constants in the place of their names, where the names mean no variable of the module. */
export function constantsStep(pass: Pass, constants: ReadonlyMap<string, string>): Step {
  const { edits } = pass
  const roots = new Set([...constants.keys()].map((key) => key.split('.')[0] ?? key))
  /** Member expressions that may be constants, by the name that they begin with. */
  const candidates = new Map<Identifier, { readonly node: AnyNode; readonly text: string }>()
  const written = new Set<AnyNode>()

  function place(node: AnyNode, value: string, reference?: Reference): void {
    const text = isSimple(value) ? value : `(${value})`
    const label = reference?.shorthand ? `${reference.node.name}: ` : ''
    const guard = reference?.startsStatement && text.startsWith('(') ? '0, ' : ''
    edits.replace(node.start, node.end, label + guard + text)
  }

  return {
    wanted: (name) => roots.has(name),
    enter(node) {
      const target = writtenBy(node)
      if (target) written.add(target)
      if (node.type !== 'MemberExpression' || written.has(node)) return true
      const found = dottedName(node)
      const value = found && constants.get(found.name)
      if (!found || value === undefined) return true
      const { root } = found
      if (root.type !== 'Identifier') {
        place(node, value)
        return false
      }
      // The longest name was seen first.
      if (!candidates.has(root)) candidates.set(root, { node, text: value })
      return true
    },
    global(reference) {
      const candidate = candidates.get(reference.node)
      if (candidate) {
        place(candidate.node, candidate.text, reference)
        return true
      }
      const value = reference.use === 'write' ? undefined : constants.get(reference.node.name)
      if (value !== undefined) place(reference.node, value, reference)
      return value !== undefined
    },
  }
}

/** A value that can stand anywhere, a member's object included, without brackets. */
function isSimple(value: string): boolean {
  return /^(?:[A-Za-z_$][\w$.]*|"(?:[^"\\\n]|\\.)*")$/.test(value)
}

function writtenBy(node: AnyNode): AnyNode | undefined {
  if (node.type === 'AssignmentExpression') return node.left
  if (node.type === 'UpdateExpression') return node.argument
  if (node.type === 'UnaryExpression' && node.operator === 'delete') return node.argument
  return undefined
}

/** `a.b.c` or `import.meta.x` as text, with the node that it begins with. */
export function dottedName(
  node: AnyNode,
): { readonly name: string; readonly root: AnyNode } | undefined {
  if (node.type === 'Identifier') return { name: node.name, root: node }
  if (node.type === 'MetaProperty') {
    return { name: `${node.meta.name}.${node.property.name}`, root: node }
  }
  if (node.type !== 'MemberExpression' || node.optional) return undefined
  const { property } = node
  let key: string | undefined
  if (!node.computed && property.type === 'Identifier') key = property.name
  else if (property.type === 'Literal' && typeof property.value === 'string') key = property.value
  const object = key === undefined ? undefined : dottedName(node.object)
  return object && { name: `${object.name}.${key ?? ''}`, root: object.root }
}
