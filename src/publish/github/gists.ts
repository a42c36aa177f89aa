import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Gist, GistRequest } from './github.ts'
import { needToken, read, type Connection } from './service.ts'

/** What is read of a gist, in bytes. */
const MAX_GIST_BYTES = 10 * 1024 * 1024

const gistBody = z.object({
  id: z.string(),
  html_url: z.string(),
  files: z.record(
    z.string(),
    z.object({
      size: z.number(),
      raw_url: z.string(),
      truncated: z.boolean().optional(),
      content: z.string().optional(),
    }),
  ),
})
const listBody = z.array(gistBody.extend({ description: z.string().nullish() }))

type GistBody = z.infer<typeof gistBody>

/** Keeps texts as a secret gist, see GitHub.createGist. */
export async function createGist(connection: Connection, request: GistRequest): Promise<Gist> {
  const { api } = connection
  const { description, files } = request
  needToken(connection)
  const empty = [...files].find(([, text]) => text === '')
  if (files.size === 0 || empty) {
    throw new Failure('invalid', 'A gist cannot hold an empty file.', {
      hint: 'Save as a zip instead.',
    })
  }
  const sizes = new Map(
    [...files].map(([name, text]) => [name, new TextEncoder().encode(text).length]),
  )
  const started = new Date(api.now() - 60_000).toISOString()
  const body = {
    description,
    public: false,
    files: Object.fromEntries([...files].map(([name, content]) => [name, { content }])),
  }
  const made = await api.once(
    async () => read(gistBody, await api.send({ method: 'POST', path: '/gists', body })),
    async () => {
      const path = `/gists?since=${started}&per_page=30`
      const recent = read(listBody, await api.send({ method: 'GET', path }))
      return recent.find((gist) => gist.description === description && holds(gist, sizes))
    },
  )
  return { id: made.id, url: made.html_url, files }
}

/** Lists give sizes, not contents. */
function holds(gist: GistBody, sizes: ReadonlyMap<string, number>): boolean {
  const entries = Object.entries(gist.files)
  return (
    entries.length === sizes.size && entries.every(([name, { size }]) => sizes.get(name) === size)
  )
}

/** Reads a gist, see GitHub.readGist. `gistRaw` is where its larger files are. */
export async function readGist(
  { api, gistRaw }: Connection,
  id: string,
  rawAddress: string,
): Promise<Gist> {
  if (!/^[\da-f]{20,40}$/i.test(id)) {
    throw new Failure('invalid', 'This is not the id of a gist.', {
      hint: 'Check the link: it may be cut.',
    })
  }
  const gist = read(gistBody, await api.send({ method: 'GET', path: `/gists/${id}`, exact: true }))
  const entries = Object.entries(gist.files)
  const size = entries.reduce((sum, [, file]) => sum + file.size, 0)
  if (size > MAX_GIST_BYTES) {
    throw new Failure('invalid', `The gist is larger than ${MAX_GIST_BYTES / 1024 / 1024} MB.`, {
      hint: 'Ask for a zip instead.',
    })
  }
  const files = new Map<string, string>()
  for (const [name, file] of entries) files.set(name, await contentOf(file))
  return { id: gist.id, url: gist.html_url, files }

  /** The API cuts a file at 1 MB; the whole is elsewhere. */
  async function contentOf({
    content,
    truncated,
    raw_url,
  }: GistBody['files'][string]): Promise<string> {
    if (content !== undefined && truncated !== true) return content
    if (!raw_url.startsWith(`${rawAddress}/`)) {
      throw new Failure('bad-response', 'The gist refers to a place that is not GitHub’s.', {
        hint: 'Ask for the link again.',
      })
    }
    const answer = await gistRaw.send({
      method: 'GET',
      path: raw_url.slice(rawAddress.length),
      accept: '*/*',
    })
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer.bytes)
  }
}
