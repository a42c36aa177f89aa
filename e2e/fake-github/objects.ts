import { createHash } from 'node:crypto'

export interface TreeRow {
  readonly name: string
  /** As git writes it: 100644, 100755, 120000, 160000, 40000. */
  readonly mode: string
  readonly sha: string
}

export interface Person {
  readonly name: string
  readonly email: string
  /** ISO 8601, in seconds, UTC. */
  readonly date: string
}

export interface CommitObject {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

export type GitObject =
  | { readonly type: 'blob'; readonly bytes: Buffer }
  | { readonly type: 'tree'; readonly rows: readonly TreeRow[] }
  | { readonly type: 'commit'; readonly commit: CommitObject }
  | { readonly type: 'tag'; readonly object: string; readonly name: string }

/** A leaf of a whole tree. */
export interface Leaf {
  readonly path: string
  readonly mode: string
  readonly sha: string
}

/** A repository's objects in memory, named by the SHA-1 of what git would write. */
export interface ObjectStore {
  put(object: GitObject): string
  get(sha: string): GitObject | undefined
  commit(sha: string): CommitObject
  blob(sha: string): Buffer
  tree(sha: string): readonly TreeRow[]
  /** Every file, symlink and submodule below a tree, in git's order. */
  leaves(tree: string, folder?: string): Leaf[]
  /** Writes the trees that hold these leaves. Throws when a path is both a file and a folder. */
  putLeaves(leaves: readonly Leaf[]): string
}

export function createObjectStore(): ObjectStore {
  const objects = new Map<string, GitObject>()

  const store: ObjectStore = {
    put(object) {
      const content = contentOf(object)
      const sha = createHash('sha1')
        .update(`${object.type} ${content.length}\0`)
        .update(content)
        .digest('hex')
      objects.set(sha, object)
      return sha
    },
    get: (sha) => objects.get(sha),
    commit(sha) {
      const object = objects.get(sha)
      if (object?.type !== 'commit') throw new Error(`no commit ${sha}`)
      return object.commit
    },
    blob(sha) {
      const object = objects.get(sha)
      if (object?.type !== 'blob') throw new Error(`no blob ${sha}`)
      return object.bytes
    },
    tree(sha) {
      const object = objects.get(sha)
      if (object?.type !== 'tree') throw new Error(`no tree ${sha}`)
      return object.rows
    },
    leaves(tree, folder = '') {
      return store
        .tree(tree)
        .flatMap(({ name, mode, sha }) =>
          mode === '40000'
            ? store.leaves(sha, `${folder}${name}/`)
            : [{ path: folder + name, mode, sha }],
        )
    },
    putLeaves(leaves) {
      const rows = new Map<string, TreeRow>()
      const folders = new Map<string, Leaf[]>()
      for (const leaf of leaves) {
        const [name = '', ...rest] = leaf.path.split('/')
        if (rest.length === 0) rows.set(name, { name, mode: leaf.mode, sha: leaf.sha })
        else folders.set(name, [...(folders.get(name) ?? []), { ...leaf, path: rest.join('/') }])
      }
      for (const [name, inside] of folders) {
        if (rows.has(name)) throw new Error(`${name} is both a file and a folder`)
        rows.set(name, { name, mode: '40000', sha: store.putLeaves(inside) })
      }
      const key = ({ name, mode }: TreeRow) => Buffer.from(mode === '40000' ? `${name}/` : name)
      const sorted = [...rows.values()].sort((a, b) => Buffer.compare(key(a), key(b)))
      return store.put({ type: 'tree', rows: sorted })
    },
  }
  return store
}

function contentOf(object: GitObject): Buffer {
  switch (object.type) {
    case 'blob':
      return object.bytes
    case 'tree':
      return Buffer.concat(
        object.rows.flatMap(({ name, mode, sha }) => [
          Buffer.from(`${mode} ${name}\0`),
          Buffer.from(sha, 'hex'),
        ]),
      )
    case 'commit': {
      const { tree, parents, author, committer, message } = object.commit
      const person = ({ name, email, date }: Person) =>
        `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`
      const lines = [
        `tree ${tree}`,
        ...parents.map((sha) => `parent ${sha}`),
        `author ${person(author)}`,
        `committer ${person(committer)}`,
      ]
      return Buffer.from(`${lines.join('\n')}\n\n${message}`)
    }
    case 'tag':
      return Buffer.from(`object ${object.object}\ntype commit\ntag ${object.name}\n\n`)
  }
}
