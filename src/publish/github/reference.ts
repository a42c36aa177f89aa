import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Client } from '../rest/rest.ts'
import { readBranch, readCommit, type Commit } from './branch.ts'
import type { Repository } from './github.ts'
import { encodePath, read, repositoryPath } from './service.ts'

/** Which commit and folder an address means. */
export interface Reference {
  readonly commit: Commit
  /** Undefined for a tag or a commit. */
  readonly branch: string | undefined
  readonly folder: string
}

const refsBody = z.array(
  z.object({ ref: z.string(), object: z.object({ sha: z.string(), type: z.string() }) }),
)
const tagBody = z.object({ object: z.object({ sha: z.string(), type: z.string() }) })

/**
 * Finds what `tail` (the part of an address after /tree/) names. Branches may
 * hold slashes, so only a look at those that exist tells where the folder begins.
 */
export async function findReference(
  api: Client,
  repository: Repository,
  tail: string | undefined,
): Promise<Reference> {
  const { owner, name: repo } = repository
  if (tail === undefined) {
    const state = await readBranch(api, { owner, repo, branch: repository.defaultBranch })
    if (state.type === 'at')
      return { commit: state.commit, branch: repository.defaultBranch, folder: '' }
    throw new Failure('invalid', `${owner}/${repo} is empty: there is nothing to import.`, {
      hint: 'Choose another repository.',
    })
  }
  for (const kind of ['heads', 'tags'] as const) {
    const found = await longestRef(kind, tail)
    if (!found) continue
    const commit = await readCommit(api, { owner, repo }, await commitOf(found.object))
    return {
      commit,
      branch: kind === 'heads' ? found.name : undefined,
      folder: folderAfter(found.name),
    }
  }
  const [first = ''] = tail.split('/')
  if (/^[\da-f]{7,40}$/i.test(first)) {
    const path = `${repositoryPath(owner, repo)}/commits/${first}`
    const answer = await api.send({
      method: 'GET',
      path,
      accept: 'application/vnd.github.sha',
      allow: [404, 409, 422],
    })
    if (answer.status === 200) {
      const id = new TextDecoder().decode(answer.bytes).trim()
      return {
        commit: await readCommit(api, { owner, repo }, id),
        branch: undefined,
        folder: folderAfter(first),
      }
    }
  }
  throw new Failure('not-found', `${owner}/${repo} has no branch, tag or commit ${first}.`, {
    hint: 'Check the address, or import the whole repository.',
  })

  function folderAfter(name: string): string {
    return tail === undefined ? '' : tail.slice(name.length + 1)
  }

  async function longestRef(kind: 'heads' | 'tags', of: string) {
    const [first = ''] = of.split('/')
    const path = `${repositoryPath(owner, repo)}/git/matching-refs/${kind}/${encodePath(first)}`
    const answer = await api.send({ method: 'GET', path, allow: [409] })
    if (answer.status === 409) return undefined
    return read(refsBody, answer)
      .map(({ ref, object }) => ({ name: ref.slice(`refs/${kind}/`.length), object }))
      .filter(({ name }) => of === name || of.startsWith(`${name}/`))
      .sort((a, b) => b.name.length - a.name.length)[0]
  }

  /** Annotated tags point to an object of their own. */
  async function commitOf(object: {
    readonly sha: string
    readonly type: string
  }): Promise<string> {
    let { sha, type } = object
    for (let depth = 0; type === 'tag' && depth < 5; depth += 1) {
      const answer = await api.send({
        method: 'GET',
        path: `${repositoryPath(owner, repo)}/git/tags/${sha}`,
      })
      ;({ sha, type } = read(tagBody, answer).object)
    }
    return sha
  }
}
