/** The tree of packages while it is made. */
import type { Json } from './json.ts'
import { textMap } from './json.ts'
import { isOptional } from './lockfile.ts'

/** A package in the tree that is being made; the root has neither parent nor name. */
export interface Node {
  /** The name of its folder. */
  readonly name: string
  readonly own: string
  readonly version: string
  readonly entry: Json
  readonly integrity: string | undefined
  readonly parent: Node | undefined
  readonly children: Map<string, Node>
  /** Who first asked for it: overrides for "x below y" go by this. */
  readonly askedBy: Node | undefined
}

export type EdgeKind = 'production' | 'optional' | 'peer'

export interface Edge {
  readonly from: Node
  readonly name: string
  readonly value: string
  readonly kind: EdgeKind
  readonly isOptional: boolean
  /** Its archive brings it along: used when the lockfile has it, never resolved. */
  readonly isBundled: boolean
}

export function node(
  name: string,
  own: string,
  version: string,
  entry: Json,
  integrity: string | undefined,
  parent: Node | undefined,
  askedBy: Node | undefined,
): Node {
  const made: Node = {
    name,
    own,
    version,
    entry,
    integrity,
    parent,
    children: new Map(),
    askedBy,
  }
  parent?.children.set(name, made)
  return made
}

export function edgesOf(from: Node, root: Node): Edge[] {
  const edges = new Map<string, Edge>()
  const bundled = new Set(
    Array.isArray(from.entry['bundleDependencies']) ? from.entry['bundleDependencies'] : [],
  )
  const add = (field: string, kind: EdgeKind) => {
    for (const [name, value] of textMap(from.entry[field])) {
      const edge = {
        from,
        name,
        value,
        kind,
        isOptional: isOptional(from.entry, field, name),
        isBundled: from !== root && bundled.has(name),
      }
      // What is a dependency of its own as well is no mere peer.
      if (!edges.has(name) || kind !== 'peer') edges.set(name, edge)
    }
  }
  add('peerDependencies', 'peer')
  add('dependencies', 'production')
  if (from === root) add('devDependencies', 'production')
  add('optionalDependencies', 'optional')
  return [...edges.values()]
}

export function lookupStart(edge: Edge, root: Node): Node {
  return edge.kind === 'peer' && edge.from !== root ? (edge.from.parent ?? root) : edge.from
}

export function resolveFrom(start: Node, name: string): Node | undefined {
  for (let at: Node | undefined = start; at; at = at.parent) {
    const child = at.children.get(name)
    if (child) return child
  }
  return undefined
}

export function isBelow(node: Node, above: Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (at === above) return true
  return false
}

/** True when it lies in a folder at or below `place`. */
export function isWithin(of: Node, place: Node): boolean {
  return of.parent === place || (of.parent !== undefined && isBelow(of.parent, place))
}

export function attached(of: Node, root: Node): boolean {
  for (let at: Node = of; ; at = at.parent) {
    if (at === root) return true
    if (!at.parent || at.parent.children.get(at.name) !== at) return false
  }
}

export function descendants(of: Node): Node[] {
  const found: Node[] = []
  for (const child of of.children.values()) found.push(child, ...descendants(child))
  return found
}
