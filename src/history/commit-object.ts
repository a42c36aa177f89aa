import type { ObjectId } from './history.ts'
import { damaged, isObjectId } from './objects.ts'

/** Who commits: nobody has to have a name to keep versions. The host is one that mail can never reach. */
export const AUTHOR = 'Tabsmith <tabsmith@localhost>'

export interface Commit {
  readonly tree: ObjectId
  readonly parents: readonly ObjectId[]
  /** Name and address, as "Name <address>". */
  readonly author: string
  /** Milliseconds since the epoch; git keeps whole seconds. */
  readonly at: number
  readonly message: string
}

export interface Tag {
  readonly target: ObjectId
  readonly targetType: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** As UTC. A NUL, which git refuses in a message, is left out. */
export function encodeCommit({ tree, parents, author, at, message }: Commit): Uint8Array {
  const signature = `${author} ${Math.floor(at / 1000)} +0000`
  const text = message.toWellFormed().replaceAll('\0', '').trim()
  return encoder.encode(
    [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${signature}`,
      `committer ${signature}`,
      '',
      `${text}\n`,
    ].join('\n'),
  )
}

/** Throws Failure 'invalid'. The time and the author are the committer's. */
export function decodeCommit(id: ObjectId, body: Uint8Array): Commit {
  const { headers, message } = decodeHeaders(body)
  const tree = valuesOf(headers, 'tree')[0] ?? ''
  const parents = valuesOf(headers, 'parent')
  const committer = /^(.*>) (-?\d+) [+-]\d{4}$/.exec(valuesOf(headers, 'committer')[0] ?? '')
  if (![tree, ...parents].every(isObjectId) || !committer) throw damaged(id, 'it is no commit')
  const [, author = '', seconds] = committer
  return { tree, parents, author, at: Number(seconds) * 1000, message }
}

/** Throws Failure 'invalid'. */
export function decodeTag(id: ObjectId, body: Uint8Array): Tag {
  const { headers } = decodeHeaders(body)
  const target = valuesOf(headers, 'object')[0] ?? ''
  if (!isObjectId(target)) throw damaged(id, 'it is no tag')
  return { target, targetType: valuesOf(headers, 'type')[0] ?? '' }
}

function decodeHeaders(body: Uint8Array): { headers: readonly string[]; message: string } {
  const text = decoder.decode(body)
  const end = text.indexOf('\n\n')
  return end < 0
    ? { headers: text.split('\n'), message: '' }
    : { headers: text.slice(0, end).split('\n'), message: text.slice(end + 2) }
}

function valuesOf(headers: readonly string[], name: string): string[] {
  return headers
    .filter((header) => header.startsWith(`${name} `))
    .map((header) => header.slice(name.length + 1))
}
