import { Failure } from '#failure.ts'
import type { ObjectId } from '#history/history.ts'
import { collect, join } from './bytes.ts'
import type { GitHttp } from './http.ts'
import { damagedAnswer, decodePackets, encodePacket, FLUSH } from './pkt-line.ts'

/** What a server can do for a fetch, by its own words. */
export type Capabilities = Readonly<Record<string, string | true>>

interface Wanted {
  /** Tips that the server listed. */
  readonly wants: readonly ObjectId[]
  /** Commits that are here with all that they refer to. */
  readonly haves: readonly ObjectId[]
  /** Commits that are here without their parents. */
  readonly shallows: readonly ObjectId[]
  /** How many commits of each branch to send; all unless given. */
  readonly depth: number | undefined
}

interface Received {
  readonly pack: Uint8Array
  /** Commits that came without their parents, and some that have theirs now. */
  readonly shallow: readonly ObjectId[]
  readonly unshallow: readonly ObjectId[]
}

/** Haves that are named to a server at most: tips of branches and tags, the newest first. */
const MAX_HAVES = 256
/** First byte of a packet: a part of the pack, a word on progress, or the end by an error. */
const BAND = { pack: 1, progress: 2, error: 3 } as const

/**
 * Asks a server for a pack (git help: gitprotocol-pack, "Packfile Negotiation",
 * protocol 1 in one round). Own code, because isomorphic-git's fetch sets refs
 * before it has the objects, and fails where HEAD names no branch.
 */
export async function requestPack(
  http: GitHttp,
  url: string,
  capabilities: Capabilities,
  wanted: Wanted,
): Promise<Received> {
  for (const needed of ['side-band-64k', ...(wanted.depth === undefined ? [] : ['shallow'])]) {
    if (needed in capabilities) continue
    throw new Failure('unsupported', `The server is too old: it lacks "${needed}".`, {
      hint: 'Clone without a limit of versions, or use another server.',
    })
  }
  const { body } = await http.request({
    url: `${url}/git-upload-pack`,
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-git-upload-pack-request',
      Accept: 'application/x-git-upload-pack-result',
    },
    body: requestOf(wanted, capabilities),
  })
  return parseAnswer(await collect(body ?? []), http.quotable)
}

async function* requestOf(
  { wants, haves, shallows, depth }: Wanted,
  capabilities: Capabilities,
): AsyncIterableIterator<Uint8Array> {
  const features = ['side-band-64k', 'ofs-delta', 'no-progress'].filter(
    (one) => one in capabilities,
  )
  for (const [index, id] of wants.entries()) {
    yield encodePacket(`want ${id}${index === 0 ? ` ${features.join(' ')}` : ''}\n`)
  }
  if ('shallow' in capabilities) {
    for (const id of shallows) yield encodePacket(`shallow ${id}\n`)
  }
  if (depth !== undefined) yield encodePacket(`deepen ${depth}\n`)
  yield FLUSH
  for (const id of haves.slice(0, MAX_HAVES)) yield encodePacket(`have ${id}\n`)
  yield encodePacket('done\n')
}

function parseAnswer(bytes: Uint8Array, quotable: GitHttp['quotable']): Received {
  const pack: Uint8Array[] = []
  const shallow: ObjectId[] = []
  const unshallow: ObjectId[] = []
  for (const packet of decodePackets(bytes)) {
    const content = packet?.subarray(1)
    switch (packet?.[0]) {
      case undefined:
      case BAND.progress:
        break
      case BAND.pack:
        if (content) pack.push(content)
        break
      case BAND.error:
        throw saidByServer(content, quotable)
      default: {
        const [word, id = ''] = new TextDecoder().decode(packet).trim().split(' ')
        if (word === 'shallow') shallow.push(id)
        else if (word === 'unshallow') unshallow.push(id)
        else if (word === 'ERR') throw saidByServer(packet?.subarray('ERR '.length), quotable)
        else if (word !== 'ACK' && word !== 'NAK') throw damagedAnswer()
      }
    }
  }
  return { pack: join(pack), shallow, unshallow }
}

function saidByServer(bytes: Uint8Array | undefined, quotable: GitHttp['quotable']): Failure {
  const text = quotable(new TextDecoder().decode(bytes)).trim().slice(0, 300)
  return new Failure('server', `The server stopped with an error: ${text}`, {
    hint: 'Nothing was stored. Try again; if it stays so, the server’s owner has to look.',
  })
}
