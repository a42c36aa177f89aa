import { Failure } from '#failure.ts'
import type { ObjectId } from '#history/history.ts'
import type { GitCall } from './git.ts'
import type { GitHttp } from './http.ts'
import { checkLinks, storeObjects, unpack, type UnpackedObjects } from './pack.ts'
import {
  isStored,
  listRefs,
  readRef,
  readShallow,
  writeShallow,
  type Repository,
} from './repository.ts'
import type { Advertisement } from './server-refs.ts'
import { requestPack } from './upload-pack.ts'

/** Objects that a server sent, checked and not stored yet. */
interface Incoming {
  readonly objects: UnpackedObjects
  readonly shallow: ReadonlySet<ObjectId>
}

/** Asks for all that `tips` refer to and that is not here. Stores nothing. */
export async function receive(
  repository: Repository,
  http: GitHttp,
  url: string,
  advertisement: Advertisement,
  tips: readonly ObjectId[],
  call: GitCall & { readonly depth?: number | undefined },
): Promise<Incoming> {
  const shallow = await readShallow(repository)
  const wants: ObjectId[] = []
  for (const tip of new Set(tips)) if (!(await isStored(repository, tip))) wants.push(tip)
  if (wants.length === 0) return { objects: new Map(), shallow }

  const received = await requestPack(http, url, advertisement.capabilities, {
    wants,
    haves: await tipsHere(repository),
    shallows: [...shallow],
    depth: call.depth,
  })
  for (const id of received.shallow) shallow.add(id)
  for (const id of received.unshallow) shallow.delete(id)
  const objects = await unpack(received.pack, call)
  await checkLinks(objects, shallow, (id) => isStored(repository, id))
  const missing = wants.find((id) => !objects.has(id))
  if (missing !== undefined) {
    throw new Failure(
      'bad-response',
      `The server left out ${missing.slice(0, 10)}. Nothing was stored.`,
      {
        hint: 'Try again.',
      },
    )
  }
  return { objects, shallow }
}

/** Refs to the new objects may be written only after this. */
export async function storeIncoming(
  repository: Repository,
  { objects, shallow }: Incoming,
  call: GitCall,
): Promise<void> {
  if (objects.size === 0) return
  await writeShallow(repository, shallow)
  await storeObjects(repository.files, objects, call)
}

/** What the server most likely has, too, comes first. */
async function tipsHere(repository: Repository): Promise<ObjectId[]> {
  const ids = new Set<ObjectId>()
  for (const folder of ['refs/remotes', 'refs/heads', 'refs/tags']) {
    for (const name of await listRefs(repository, folder)) {
      const id = await readRef(repository, name)
      if (id !== undefined) ids.add(id)
    }
  }
  return [...ids]
}
