import { Failure } from '#failure.ts'
import { compareBranches } from './compare-branches.ts'
import { asGitFailure } from './faults.ts'
import { fetchRemote, remoteFolder } from './fetch.ts'
import type { GitCall, GitLogEntry, GitRemotes, GitRemotesOptions, Pushed } from './git.ts'
import { createHttp } from './http.ts'
import * as git from './isomorphic-git.ts'
import { checkRefName, checkRemoteName, checkUrl } from './names.ts'
import { noBranch, pull } from './pull.ts'
import { pushRef } from './push.ts'
import { currentBranch, listRefs, openRepository, readRef, urlOf, writeRef } from './repository.ts'
import { askRefs } from './server-refs.ts'

export { cloneRepository } from './clone.ts'

/** The git remotes of an open project, see git.ts. */
export function createGitRemotes(options: GitRemotesOptions): GitRemotes {
  const { files, history } = options
  const repository = openRepository(files)
  const { local } = repository

  async function fetch(remote: string, call = {}) {
    const url = await urlOf(repository, remote)
    return fetchRemote(repository, createHttp(options, call), remote, url, call)
  }

  /** For what goes on from there: cancelled in its last moment, it changes nothing here. */
  async function fetchFirst(remote: string, call: GitCall = {}) {
    const fetched = await fetch(remote, call)
    if (call.signal?.aborted) throw new Failure('aborted', 'Stopped.')
    return fetched
  }

  async function push(
    remote: string,
    [from, to]: readonly [string, string],
    call = {},
  ): Promise<Pushed> {
    const url = await urlOf(repository, remote)
    const pushed = await pushRef(repository, options, { remote, url, from, to }, call)
    if (to.startsWith('refs/heads/')) {
      const branch = to.slice('refs/heads/'.length)
      await writeRef(repository, `${remoteFolder(remote)}/${branch}`, pushed.commit)
    }
    return pushed
  }

  /** The title is of the version that changes become which no version holds yet. */
  async function keepPresent(branch: string, title: string): Promise<void> {
    const head = await readRef(repository, `refs/heads/${branch}`)
    if (head !== undefined && (await history.compare(head, 'now')).length === 0) return
    await history.keep({ type: 'saved', name: title })
  }

  const remotes: GitRemotes = {
    list: async () =>
      (await git.listRemotes(local)).map(({ remote, url }) => ({ name: remote, url })),
    add: async (name, address) => {
      checkRemoteName(name)
      const url = checkUrl(address)
      if ((await git.listRemotes(local)).some(({ remote }) => remote === name)) {
        throw new Failure('conflict', `There is a remote called ${name} already.`, {
          hint: 'Choose another name, or remove the other first.',
        })
      }
      await git.addRemote({ ...local, remote: name, url })
      return { name, url }
    },
    remove: async (name) => {
      await urlOf(repository, name)
      await git.deleteRemote({ ...local, remote: name })
      for (const ref of await listRefs(repository, remoteFolder(name))) await files.remove(ref)
    },
    refs: async (remote, call) => {
      const url = remote.includes('://') ? checkUrl(remote) : await urlOf(repository, remote)
      return (await askRefs(createHttp(options, call), url)).refs
    },
    fetch,
    status: async (remote, branch) => {
      const ours = await readRef(repository, `refs/heads/${branch}`)
      const theirs = await readRef(repository, `${remoteFolder(remote)}/${branch}`)
      if (ours === undefined || theirs === undefined) {
        return { state: 'absent', ahead: 0, behind: 0 }
      }
      return compareBranches(repository, ours, theirs)
    },
    push: async (remote, branch, { to = branch, title, ...call } = {}) => {
      checkRefName(branch)
      checkRefName(to)
      if ((await currentBranch(repository)) === branch) {
        await keepPresent(branch, title ?? `Push to ${remote}`)
      }
      return push(remote, [`refs/heads/${branch}`, `refs/heads/${to}`], call)
    },
    pushTag: async (remote, tag, call) => {
      checkRefName(tag)
      return push(remote, [`refs/tags/${tag}`, `refs/tags/${tag}`], call)
    },
    pull: async (remote, branch, call) => {
      checkRefName(branch)
      return pull(repository, history, { remote, branch }, () => fetchFirst(remote, call))
    },
    checkout: async (remote, branch, call) => {
      checkRefName(branch)
      await fetchFirst(remote, call)
      const theirs = await readRef(repository, `${remoteFolder(remote)}/${branch}`)
      if (theirs === undefined) throw noBranch(remote, branch)
      const ours = await readRef(repository, `refs/heads/${branch}`)
      if (ours !== undefined && ours !== theirs) {
        throw new Failure(
          'conflict',
          `There is a branch ${branch} here that is not the remote’s.`,
          {
            hint: 'Switch to it, then pull.',
          },
        )
      }
      if (ours === undefined) await writeRef(repository, `refs/heads/${branch}`, theirs)
      await history.switchBranch(branch)
    },
    log: async (limit, chosen) => {
      const branch = chosen ?? (await currentBranch(repository))
      checkRefName(branch)
      const ref =
        (await readRef(repository, `refs/heads/${branch}`)) ??
        (await readRef(repository, `refs/remotes/${branch}`))
      if (ref === undefined) return []
      return (await git.log({ ...local, ref, depth: limit })).map(logEntry)
    },
  }
  return withFailures(remotes)
}

function logEntry({ oid, commit }: git.ReadCommitResult): GitLogEntry {
  return {
    id: oid,
    title: commit.message.split('\n')[0] ?? '',
    author: commit.author.name,
    at: commit.author.timestamp * 1000,
    parents: commit.parent,
  }
}

/** The same methods, which reject with nothing but Failure. */
function withFailures(remotes: GitRemotes): GitRemotes {
  const wrapped = Object.entries(remotes).map(([name, method]) => [
    name,
    (...args: never[]) =>
      (method as (...args: never[]) => Promise<unknown>)(...args).catch((thrown: unknown) => {
        throw asGitFailure(thrown)
      }),
  ])
  return Object.fromEntries(wrapped) as GitRemotes
}
