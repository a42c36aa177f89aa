import { createObjectStore, type Leaf, type ObjectStore } from './objects.ts'

export interface PagesSite {
  source: { branch: string; path: string }
  buildType: 'legacy' | 'workflow'
  /** Builds that are asked for before the newest one is done. */
  pollsLeft: number
}

export interface Pull {
  readonly number: number
  readonly head: string
  readonly base: string
  readonly title: string
  readonly body: string
}

/** What the fake knows of a repository, and what tests ask of it. */
export interface FakeRepository {
  readonly owner: string
  readonly name: string
  private: boolean
  archived: boolean
  readonly description: string
  readonly defaultBranch: string
  readonly objects: ObjectStore
  /** By full name, such as refs/heads/main. */
  readonly refs: Map<string, string>
  readonly pulls: Pull[]
  pages: PagesSite | undefined
  head(branch: string): string | undefined
  /** The files of a branch; throws when there is none. */
  files(branch: string): Map<string, Uint8Array>
  leaves(branch: string): Leaf[]
  /** Messages of a branch's commits along first parents, newest first. */
  log(branch: string): string[]
  /** Somebody else's commit: `files` is all it holds. Gives its id. */
  commit(branch: string, files: Readonly<Record<string, Seed>>, message?: string): string
}

/** Content, or a file of another mode (120000: symlink; 160000: submodule, `content` being its commit). */
export type Seed =
  string | Uint8Array | { readonly mode: string; readonly content: string | Uint8Array }

export interface FakeGist {
  readonly id: string
  readonly description: string
  readonly public: boolean
  readonly files: ReadonlyMap<string, string>
  readonly createdAt: number
}

/** A personal access token. */
export interface FakeToken {
  readonly login: string
  /** Fine-grained permissions, such as contents: 'write'; 'all' for everything. */
  readonly permissions: 'all' | Readonly<Record<string, 'read' | 'write'>>
}

export interface World {
  readonly tokens: Map<string, FakeToken>
  /** By lower-case owner/name. */
  readonly repositories: Map<string, FakeRepository>
  readonly gists: Map<string, FakeGist>
  readonly now: () => number
}

export function createRepository(
  world: World,
  given: {
    owner: string
    name: string
    private?: boolean
    description?: string
    defaultBranch?: string
  },
): FakeRepository {
  const objects = createObjectStore()
  const refs = new Map<string, string>()

  const headOf = (branch: string) => {
    const sha = refs.get(`refs/heads/${branch}`)
    if (sha === undefined) throw new Error(`${given.owner}/${given.name} has no branch ${branch}`)
    return sha
  }
  const leaves = (branch: string) => objects.leaves(objects.commit(headOf(branch)).tree)

  const repository: FakeRepository = {
    owner: given.owner,
    name: given.name,
    private: given.private ?? false,
    archived: false,
    description: given.description ?? '',
    defaultBranch: given.defaultBranch ?? 'main',
    objects,
    refs,
    pulls: [],
    pages: undefined,
    head: (branch) => refs.get(`refs/heads/${branch}`),
    leaves,
    files: (branch) =>
      new Map(
        leaves(branch)
          .filter(({ mode }) => mode.startsWith('100'))
          .map(({ path, sha }) => [path, new Uint8Array(objects.blob(sha))]),
      ),
    log(branch) {
      const messages: string[] = []
      for (
        let sha = refs.get(`refs/heads/${branch}`);
        sha !== undefined;
        sha = objects.commit(sha).parents[0]
      ) {
        messages.push(objects.commit(sha).message)
      }
      return messages
    },
    commit(branch, files, message = 'By somebody else') {
      const tree = objects.putLeaves(
        Object.entries(files).map(([path, seed]) => seedLeaf(objects, path, seed)),
      )
      const parent = refs.get(`refs/heads/${branch}`)
      const somebody = { name: 'Ann', email: 'ann@example.com', date: isoSeconds(world.now()) }
      const commit = {
        tree,
        parents: parent === undefined ? [] : [parent],
        author: somebody,
        committer: somebody,
        message,
      }
      const sha = objects.put({ type: 'commit', commit })
      refs.set(`refs/heads/${branch}`, sha)
      return sha
    },
  }
  world.repositories.set(`${given.owner}/${given.name}`.toLowerCase(), repository)
  return repository
}

function seedLeaf(objects: ObjectStore, path: string, seed: Seed): Leaf {
  const { mode, content } =
    typeof seed === 'string' || seed instanceof Uint8Array
      ? { mode: '100644', content: seed }
      : seed
  if (mode === '160000') return { path, mode, sha: String(content) }
  return { path, mode, sha: objects.put({ type: 'blob', bytes: Buffer.from(content) }) }
}

/** As GitHub writes times. */
export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
