import { record, textMap } from './json.ts'
import type { Tree, TreePackage } from './tree.ts'
import type { Edge, Node } from './tree-node.ts'
import { edgesOf, lookupStart, resolveFrom } from './tree-node.ts'

/** What the root reaches, by folder, with npm's marks of how it is reached. */
export function treeOf(root: Node): Tree {
  const reached = {
    all: reach(root, () => true),
    withoutDev: reach(root, (edge, field) => !(edge.from === root && field === 'dev')),
    withoutOptional: reach(root, (edge) => !edge.isOptional),
    withoutBoth: reach(
      root,
      (edge, field) => !edge.isOptional && !(edge.from === root && field === 'dev'),
    ),
    withoutPeer: reach(root, (edge) => edge.kind !== 'peer'),
  }
  const tree = new Map<string, TreePackage>()
  for (const of of reached.all) {
    const folder = folderOf(of)
    const dev = !reached.withoutDev.has(of)
    const optional = !reached.withoutOptional.has(of)
    const entry = {
      ...of.entry,
      dev,
      optional,
      devOptional: !dev && !optional && !reached.withoutBoth.has(of),
      peer: !reached.withoutPeer.has(of),
    }
    tree.set(folder, {
      folder,
      name: of.own,
      version: of.version,
      integrity: of.integrity,
      entry,
    })
  }
  return tree
}

function reach(root: Node, follow: (edge: Edge, field: 'dev' | 'other') => boolean): Set<Node> {
  const dev = textMap(root.entry['devDependencies'])
  const reached = new Set<Node>()
  const queue = [root]
  for (let from = queue.pop(); from; from = queue.pop()) {
    for (const edge of edgesOf(from, root)) {
      const field =
        from === root && dev.has(edge.name) && !record(root.entry['dependencies'])?.[edge.name]
          ? 'dev'
          : 'other'
      if (!follow(edge, field)) continue
      const found = resolveFrom(lookupStart(edge, root), edge.name)
      if (!found || reached.has(found)) continue
      reached.add(found)
      queue.push(found)
    }
  }
  return reached
}

function folderOf(of: Node): string {
  const above =
    of.parent === undefined || of.parent.name === '' ? '' : `${folderOf(of.parent)}/node_modules/`
  return above + of.name
}
