import type { ObjectId } from '#history/history.ts'
import type { RemoteStatus } from './git.ts'
import * as git from './isomorphic-git.ts'
import { readShallow, type Repository } from './repository.ts'

const OURS = 1
const THEIRS = 2
const BOTH = OURS | THEIRS

interface Visited {
  readonly id: ObjectId
  /** Seconds since the epoch. */
  readonly at: number
  readonly parents: readonly ObjectId[]
  sides: number
}

/**
 * Counts the commits that only one of two branches has. Newest first, so that
 * it reads no further than where they parted; commits whose clock was wrong may
 * cost reading more, or miscount.
 */
export async function compareBranches(
  repository: Repository,
  ours: ObjectId,
  theirs: ObjectId,
): Promise<RemoteStatus> {
  if (ours === theirs) return { state: 'even', ahead: 0, behind: 0 }
  const shallow = await readShallow(repository)
  const visited = new Map<ObjectId, Visited>()
  const queue: Visited[] = []

  async function reach(id: ObjectId, sides: number): Promise<void> {
    let commit = visited.get(id)
    if (commit && (commit.sides | sides) === commit.sides) return
    if (!commit) {
      const { commit: read } = await git.readCommit({ ...repository.local, oid: id })
      const parents = shallow.has(id) ? [] : read.parent
      visited.set(id, (commit = { id, at: read.committer.timestamp, parents, sides: 0 }))
    }
    commit.sides |= sides
    if (!queue.includes(commit)) queue.push(commit)
  }

  await reach(ours, OURS)
  await reach(theirs, THEIRS)
  while (queue.some(({ sides }) => sides !== BOTH)) {
    queue.sort((a, b) => a.at - b.at)
    const next = queue.pop()
    for (const parent of next?.parents ?? []) await reach(parent, next?.sides ?? 0)
  }
  const count = (side: number) => [...visited.values()].filter(({ sides }) => sides === side).length
  const ahead = count(OURS)
  const behind = count(THEIRS)
  return { state: stateOf(ahead, behind), ahead, behind }
}

function stateOf(ahead: number, behind: number): RemoteStatus['state'] {
  if (ahead > 0 && behind > 0) return 'diverged'
  if (ahead > 0) return 'ahead'
  return behind > 0 ? 'behind' : 'even'
}
