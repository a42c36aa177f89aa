import type { GitCall, RemoteRefs } from './git.ts'
import type { GitHttp } from './http.ts'
import { receive, storeIncoming } from './receive.ts'
import { listRefs, readRef, writeRef, type Repository } from './repository.ts'
import { askRefs } from './server-refs.ts'

/** Where the branches of a remote are remembered. */
export function remoteFolder(remote: string): string {
  return `refs/remotes/${remote}`
}

/** Brings a remote's branches and tags. First all objects, then the refs. */
export async function fetchRemote(
  repository: Repository,
  http: GitHttp,
  remote: string,
  url: string,
  call: GitCall,
): Promise<RemoteRefs> {
  const advertisement = await askRefs(http, url)
  const { refs, tips } = advertisement
  const incoming = await receive(repository, http, url, advertisement, [...tips.values()], call)
  await storeIncoming(repository, incoming, call)
  await rememberRefs(repository, remote, refs, tips)
  return refs
}

async function rememberRefs(
  repository: Repository,
  remote: string,
  { branches, tags }: RemoteRefs,
  tips: ReadonlyMap<string, string>,
): Promise<void> {
  const folder = remoteFolder(remote)
  const present = new Set(branches.map(({ name }) => `${folder}/${name}`))
  for (const ref of await listRefs(repository, folder)) {
    if (!present.has(ref)) await repository.files.remove(ref)
  }
  for (const { name, commit } of branches) {
    const ref = `${folder}/${name}`
    if ((await readRef(repository, ref)) !== commit) await writeRef(repository, ref, commit)
  }
  for (const { name } of tags) {
    const ref = `refs/tags/${name}`
    const id = tips.get(ref)
    if (id !== undefined && !(await readRef(repository, ref))) await writeRef(repository, ref, id)
  }
}
