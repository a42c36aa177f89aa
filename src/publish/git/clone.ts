import { Failure } from '#failure.ts'
import { readFiles } from '#history/read-objects.ts'
import { asGitFailure } from './faults.ts'
import { remoteFolder } from './fetch.ts'
import type { Cloned, CloneOptions } from './git.ts'
import { createHttp, type GitHttp } from './http.ts'
import * as git from './isomorphic-git.ts'
import { checkUrl } from './names.ts'
import { receive, storeIncoming } from './receive.ts'
import {
  FIRST_BRANCH,
  listRefs,
  objectPath,
  openRepository,
  titleOf,
  writeRef,
  type Repository,
} from './repository.ts'
import { askRefs, type Advertisement } from './server-refs.ts'

/** What the remote of a clone is called. */
const ORIGIN = 'origin'

/**
 * Copies a repository into the store of a new project: all of it or, when it
 * fails before the first byte is stored, nothing. The remote is called origin.
 */
export async function cloneRepository(address: string, options: CloneOptions): Promise<Cloned> {
  const url = checkUrl(address)
  const repository = openRepository(options.files)
  if ((await listRefs(repository, 'refs')).length > 0) {
    throw new Failure('conflict', 'This project has versions already.', {
      hint: 'Clone into a new project.',
    })
  }
  try {
    const http = createHttp(options, options)
    const advertisement = await askRefs(http, url)
    const cloned = await cloneBranch(repository, http, url, advertisement, options)
    await git.addRemote({ ...repository.local, remote: ORIGIN, url })
    // Last: a project whose clone was cut short has no head.
    if (cloned.commit) await writeRef(repository, `refs/heads/${cloned.branch}`, cloned.commit)
    const head = `ref: refs/heads/${cloned.branch}\n`
    await repository.files.write('HEAD', new TextEncoder().encode(head))
    return cloned
  } catch (thrown) {
    throw asGitFailure(thrown)
  }
}

async function cloneBranch(
  repository: Repository,
  http: GitHttp,
  url: string,
  advertisement: Advertisement,
  options: CloneOptions,
): Promise<Cloned> {
  const { refs, tips } = advertisement
  const branch = options.branch ?? refs.head ?? FIRST_BRANCH
  const commit = refs.branches.find(({ name }) => name === branch)?.commit
  if (commit === undefined) {
    if (refs.branches.length === 0 && options.branch === undefined) {
      return { commit, branch, files: new Map(), leftOut: [], title: '' }
    }
    throw new Failure('not-found', `The repository has no branch ${JSON.stringify(branch)}.`, {
      hint: `It has: ${refs.branches.map(({ name }) => name).join(', ') || 'none yet'}.`,
    })
  }

  const whole = options.depth === undefined
  const wanted = whole ? [...tips.values()] : [commit]
  const incoming = await receive(repository, http, url, advertisement, wanted, options)
  // Read before anything is stored: it may be no project.
  const { files, leftOut } = await readFiles(
    {
      object: async (id) =>
        incoming.objects.get(id)?.packed ?? repository.files.read(objectPath(id)),
    },
    commit,
  )
  await storeIncoming(repository, incoming, options)
  for (const { name, commit: tip } of refs.branches) {
    if (whole || name === branch) await writeRef(repository, `${remoteFolder(ORIGIN)}/${name}`, tip)
  }
  for (const { name } of whole ? refs.tags : []) {
    const id = tips.get(`refs/tags/${name}`)
    if (id !== undefined) await writeRef(repository, `refs/tags/${name}`, id)
  }
  return { commit, branch, files, leftOut, title: await titleOf(repository, commit) }
}
