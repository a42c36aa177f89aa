import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'
import { bodyOf, invalid, notFound, ok } from './answers.ts'
import { isoSeconds, type FakeGist, type World } from './world.ts'

/** The API gives so much of a file; the rest is at its raw address. Bytes. */
const INLINE_BYTES = 1_000_000

const gistBody = z.strictObject({
  description: z.string().optional(),
  public: z.boolean().optional(),
  files: z.record(z.string(), z.strictObject({ content: z.string() })),
})

/** `raw` is the address of the raw files. */
export function createGist(world: World, request: ApiRequest, raw: string): ApiAnswer {
  const { description = '', files, public: open = false } = bodyOf(gistBody, request)
  const named = Object.entries(files).map(([name, { content }]): [string, string] => [
    name,
    content,
  ])
  if (named.length === 0 || named.some(([, content]) => content === '')) {
    throw invalid('Validation Failed', [
      { resource: 'Gist', code: 'missing_field', field: 'files' },
    ])
  }
  const id = createHash('md5').update(`${world.gists.size}`).digest('hex')
  const gist = { id, description, public: open, files: new Map(named), createdAt: world.now() }
  world.gists.set(id, gist)
  return ok(gistAnswer(gist, raw, true), 201)
}

export function listGists(world: World, request: ApiRequest, raw: string): ApiAnswer {
  const since = Date.parse(request.query.get('since') ?? '1970-01-01T00:00:00Z')
  const recent = [...world.gists.values()].filter(({ createdAt }) => createdAt >= since).reverse()
  return ok(recent.map((gist) => gistAnswer(gist, raw, false)))
}

export function readGist(world: World, id: string, raw: string): ApiAnswer {
  const gist = world.gists.get(id)
  if (!gist) throw notFound()
  return ok(gistAnswer(gist, raw, true))
}

function gistAnswer(
  { id, description, public: open, files, createdAt }: FakeGist,
  raw: string,
  contents: boolean,
) {
  const entries = [...files].map(([name, text]) => {
    const bytes = Buffer.from(text)
    const truncated = bytes.length > INLINE_BYTES
    const content = truncated ? bytes.subarray(0, INLINE_BYTES).toString() : text
    const raw_url = `${raw}/${id}/${encodeURIComponent(name)}`
    return [
      name,
      { filename: name, size: bytes.length, raw_url, ...(contents && { truncated, content }) },
    ]
  })
  return {
    id,
    description,
    public: open,
    html_url: `https://gist.github.com/${id}`,
    created_at: isoSeconds(createdAt),
    files: Object.fromEntries(entries) as object,
  }
}
