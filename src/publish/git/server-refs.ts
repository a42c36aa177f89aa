import type { HttpClient } from 'isomorphic-git'
import type { ObjectId } from '#history/history.ts'
import { isObjectId } from '#history/objects.ts'
import { newRefProblem } from '#history/ref-names.ts'
import type { GitRef, RemoteRefs } from './git.ts'
import * as git from './isomorphic-git.ts'
import { damagedAnswer } from './pkt-line.ts'
import type { Capabilities } from './upload-pack.ts'

const BRANCHES = 'refs/heads/'
const TAGS = 'refs/tags/'

/** What a server says before anything is asked of it. */
export interface Advertisement {
  readonly capabilities: Capabilities
  readonly refs: RemoteRefs
  /** Branches and tags by full name; of an annotated tag its own id. */
  readonly tips: ReadonlyMap<string, ObjectId>
}

/** `forPush`: asks the service that takes pushes, which may want a token where the other does not. */
export async function askRefs(
  http: HttpClient,
  url: string,
  { forPush = false } = {},
): Promise<Advertisement> {
  // Protocol 1, because the header that asks for 2 is one more that a server must allow pages to send.
  const info = await git.getRemoteInfo2({ http, url, forPush, protocolVersion: 1 })
  const tips = new Map<string, ObjectId>()
  const branches: GitRef[] = []
  const tags: GitRef[] = []
  let head: string | undefined
  for (const { ref, oid, target, peeled } of info.refs ?? []) {
    if (!isObjectId(oid) || (peeled !== undefined && !isObjectId(peeled))) throw damagedAnswer()
    if (ref === 'HEAD') head = shortName(target, BRANCHES)
    const branch = shortName(ref, BRANCHES)
    const tag = shortName(ref, TAGS)
    if (branch !== undefined) branches.push({ name: branch, commit: oid })
    if (tag !== undefined) tags.push({ name: tag, commit: peeled ?? oid })
    if (branch !== undefined || tag !== undefined) tips.set(ref, oid)
  }
  // A server may name a branch that it does not have.
  const named = branches.find(({ name }) => name === head) ?? branches[0]
  return {
    capabilities: info.capabilities,
    refs: { branches, tags, head: named?.name },
    tips,
  }
}

/** Undefined for other kinds of refs, and for names that git would refuse: those could lead out of the folder of refs. */
function shortName(ref: string | undefined, prefix: string): string | undefined {
  if (!ref?.startsWith(prefix)) return undefined
  const name = ref.slice(prefix.length)
  return newRefProblem('branch', name, []) ? undefined : name
}
