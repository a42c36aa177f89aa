import { Failure } from '#failure.ts'
import type { Json } from './json.ts'
import { text } from './json.ts'
import { treeOf } from './marked-tree.ts'
import type { Override } from './overrides.ts'
import { overrideFor, readOverrides } from './overrides.ts'
import type { PackageVersion, Packument } from './packument.ts'
import { pickVersion } from './pick-version.ts'
import type { Spec } from './spec.ts'
import { fits, parseSpec } from './spec.ts'
import type { Tree } from './tree.ts'
import { folderName } from './tree.ts'
import type { Edge, Node } from './tree-node.ts'
import {
  attached,
  descendants,
  edgesOf,
  isBelow,
  isWithin,
  lookupStart,
  node,
  resolveFrom,
} from './tree-node.ts'

export interface ResolveOptions {
  /** package.json, as it is to be. */
  readonly manifest: Json
  /** What is installed: kept wherever it still fits. */
  readonly existing: Tree
  /** Names that are asked for anew though what is there fits. */
  readonly renew: ReadonlySet<string>
  readonly packument: (name: string) => Promise<Packument>
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

export interface Resolved {
  readonly tree: Tree
  readonly warnings: readonly string[]
}

const MAX_PACKAGES = 5_000
/** What one package.json may ask for. The largest real ones ask for some hundreds; each costs a request. */
const MAX_WISHES = 1_000

/**
 * Chooses a version and a place for everything that package.json asks for, as
 * npm does: as high as nothing contradicts, below the asker otherwise, peers
 * beside the asker. Failure 'not-found', 'offline', 'unsupported' as its parts,
 * 'conflict' when peers contradict what package.json asks for.
 */
export async function resolveTree(options: ResolveOptions): Promise<Resolved> {
  const root = rootOf(options.manifest, options.existing, options.renew)
  const resolver: Resolver = {
    ...options,
    root,
    overrides: readOverrides(options.manifest),
    warnings: new Set(),
    count: 0,
  }
  const wishes = edgesOf(root, root).length
  if (wishes > MAX_WISHES) {
    throw new Failure('invalid', `package.json asks for ${wishes} packages.`, {
      hint: `The embedded engine installs up to ${MAX_WISHES}. Remove those that are not used.`,
    })
  }
  const queue: Node[] = [root]
  for (let node = queue.shift(); node; node = queue.shift()) {
    if (!attached(node, root)) continue
    const edges = edgesOf(node, root).sort((a, b) => (a.name < b.name ? -1 : 1))
    // Ahead of their turn, so that the answers travel together.
    for (const edge of edges) void fetchAhead(resolver, edge)
    for (const edge of edges) queue.push(...(await satisfy(resolver, edge)))
    if (node === root) queue.push(...descendants(root))
  }
  return { tree: treeOf(root), warnings: [...resolver.warnings] }
}

interface Resolver extends ResolveOptions {
  readonly root: Node
  readonly overrides: readonly Override[]
  readonly warnings: Set<string>
  count: number
}

function rootOf(manifest: Json, existing: Tree, renew: ReadonlySet<string>): Node {
  const root = node('', '', '', manifest, undefined, undefined, undefined)
  const byFolder = new Map<string, Node>()
  const packages = [...existing.values()].sort((a, b) => a.folder.length - b.folder.length)
  for (const of of packages) {
    const name = folderName(of.folder)
    const above = of.folder.slice(0, -name.length).replace(/\/node_modules\/$/, '')
    if (above === '' && renew.has(name)) continue
    const parent = above === '' ? root : byFolder.get(above)
    if (!parent) continue
    byFolder.set(
      of.folder,
      node(name, of.name, of.version, of.entry, of.integrity, parent, undefined),
    )
  }
  return root
}

async function fetchAhead(resolver: Resolver, edge: Edge): Promise<void> {
  try {
    if (resolveFrom(lookupStart(edge, resolver.root), edge.name) || skipped(edge)) return
    const spec = parseSpec(edge.name, edge.value)
    await resolver.packument(spec.name)
  } catch {
    // Whoever needs it meets the same failure.
  }
}

/** An optional peer is used when it is there, never brought. */
function skipped(edge: Edge): boolean {
  return edge.isBundled || (edge.kind === 'peer' && edge.isOptional)
}

/** Makes an edge hold; gives the packages that were placed for it. */
async function satisfy(resolver: Resolver, edge: Edge): Promise<Node[]> {
  const { root } = resolver
  if (edge.isBundled) return []
  const spec = specOf(resolver, edge)
  const start = lookupStart(edge, root)
  const found = resolveFrom(start, edge.name)
  if (found && fits(spec, found.own, found.version)) return []
  if (skipped(edge)) return []
  let chosen: Chosen
  try {
    chosen = await choose(resolver, edge, spec)
  } catch (error) {
    const missing = error instanceof Failure && error.kind === 'not-found'
    if (edge.isOptional && missing) return []
    throw error
  }
  const place = placeFor(resolver, start, edge, spec, chosen)
  if (!place) {
    refusePeer(resolver, edge, found)
    return []
  }
  resolver.signal.throwIfAborted()
  if (++resolver.count > MAX_PACKAGES) {
    throw new Failure('invalid', `The dependencies need more than ${MAX_PACKAGES} packages.`)
  }
  if (resolver.count % 25 === 0) resolver.onProgress(`Resolved ${resolver.count} packages`)
  const deprecated = text(chosen.fields['deprecated'])
  if (deprecated !== undefined && edge.from === root) {
    resolver.warnings.add(`${spec.name}@${chosen.version} is deprecated: ${deprecated}`)
  }
  place.children.delete(edge.name)
  const placed = node(
    edge.name,
    spec.name,
    chosen.version,
    chosen.fields,
    chosen.integrity,
    place,
    edge.from,
  )
  // Whoever resolved to what was replaced, or past this place, is looked at again.
  return [placed, ...descendants(place).filter((other) => other !== placed)]
}

function specOf(resolver: Resolver, edge: Edge): Spec {
  const chain: Node[] = []
  for (
    let at: Node | undefined = edge.from;
    at && at !== resolver.root;
    at = at.askedBy ?? at.parent
  ) {
    chain.push(at)
    if (chain.length > 200) break
  }
  const override = overrideFor(resolver.overrides, edge.name, edge.value, chain)
  return parseSpec(edge.name, override ?? edge.value)
}

interface Chosen extends PackageVersion {
  readonly version: string
}

async function choose(resolver: Resolver, edge: Edge, spec: Spec): Promise<Chosen> {
  const packument = await resolver.packument(spec.name)
  const version = pickVersion(packument, spec)
  const found = packument.versions[version]
  if (!found) throw new Failure('bug', `${edge.name}@${version} vanished.`)
  return { ...found, version }
}

/** The highest place, from where it is looked up, at which nothing contradicts it. */
function placeFor(
  resolver: Resolver,
  start: Node,
  edge: Edge,
  spec: Spec,
  chosen: Chosen,
): Node | undefined {
  let best: Node | undefined
  for (let at: Node | undefined = start; at; at = at.parent) {
    if (!mayStandAt(resolver, at, edge, spec, chosen)) break
    best = at
    // Beyond a package of that name nobody would find it.
    if (at.children.has(edge.name)) break
  }
  return best
}

function mayStandAt(resolver: Resolver, at: Node, edge: Edge, spec: Spec, chosen: Chosen): boolean {
  // A package below itself would find itself under its own name.
  if (at.name === edge.name && at !== resolver.root && at.own === spec.name) {
    if (edge.kind === 'peer') return false
  }
  const current = at.children.get(edge.name)
  const below = [at, ...descendants(at)]
  for (const other of below) {
    for (const rival of edgesOf(other, resolver.root)) {
      if (rival.name !== edge.name || (rival.from === edge.from && rival.kind === edge.kind)) {
        continue
      }
      const start = lookupStart(rival, resolver.root)
      if (start !== at && !isBelow(start, at)) continue
      const seen = resolveFrom(start, rival.name)
      // It would find the new one instead of what it finds now (or of nothing).
      const wouldChange = seen === current || seen === undefined || !isWithin(seen, at)
      if (!wouldChange) continue
      if (rival.isOptional && seen === undefined && rival.kind !== 'peer') continue
      if (seen === undefined && other !== at && rival.kind !== 'peer' && !current) continue
      const wanted = specOf(resolver, rival)
      const pleased = seen !== undefined && fits(wanted, seen.own, seen.version)
      if (!fits(wanted, spec.name, chosen.version) && (pleased || other === at)) return false
    }
  }
  return true
}

/** Two wishes that cannot both hold: refused when package.json has one of them, else told. */
function refusePeer(resolver: Resolver, edge: Edge, found: Node | undefined): void {
  const label = `${edge.from.own}@${edge.from.version}`
  const there = found ? `${found.own}@${found.version}` : 'another version'
  const message = `${label} needs ${edge.name}@${edge.value} beside it, but ${there} is installed.`
  const byRoot =
    edge.kind === 'peer' &&
    edge.from.parent === resolver.root &&
    edgesOf(resolver.root, resolver.root).some(({ name }) => name === edge.from.name)
  if (!byRoot) {
    resolver.warnings.add(message)
    return
  }
  throw new Failure('conflict', `ERESOLVE: ${message}`, {
    hint: `Choose a version of ${edge.from.own} that takes ${there}, or change the version of ${edge.name} in package.json.`,
  })
}
