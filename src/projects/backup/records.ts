import { z } from 'zod'
import { pathProblem } from '#workspace/paths.ts'
import type { FrameStore } from './frames.ts'

// What a record of each store looks like (storage/records.ts), without the
// project's id. Strict: what is not known here is refused, so that nothing
// unforeseen is stored. JSON has no undefined: such fields are missing.

const id = z.string().regex(/^[\w-]{1,64}$/)
const objectId = z.string().regex(/^[0-9a-f]{40}$/)
const count = z.int().min(0)
const line = z.string().max(1_000)
const time = z.number()
const path = z.string().refine((value) => pathProblem(value) === undefined)
const json = z.json()
const webAddress = z.string().regex(/^https?:\/\/[^\s]+$/)

export const projectSchema = z.strictObject({
  id,
  name: line,
  template: line,
  createdAt: time,
  updatedAt: time,
  openedAt: time,
  thumbnail: z.string().max(2_000_000).optional(),
  scripted: z.boolean(),
  runtime: z.enum(['auto', 'embedded', 'webcontainer']).optional(),
  published: z
    .strictObject({
      github: z.strictObject({ owner: line, repo: line, branch: line, head: objectId }).optional(),
      pages: z.strictObject({ url: webAddress }).optional(),
      netlify: z.strictObject({ siteId: line, url: webAddress }).optional(),
    })
    .optional(),
})

export const turnSchema = z.strictObject({
  id: line,
  index: count,
  status: z.enum(['running', 'done', 'stopped', 'failed', 'capped', 'interrupted']),
  startedAt: time,
  endedAt: time.optional(),
  model: z.string(),
  usage: z.strictObject({
    inputTokens: z.number().optional(),
    outputTokens: z.number().optional(),
    cachedTokens: z.number().optional(),
    reasoningTokens: z.number().optional(),
  }),
  failure: z
    .strictObject({ kind: line, message: z.string(), hint: z.string().optional() })
    .optional(),
  rewound: z.literal(true).optional(),
})

const partBase = { id: line, turnId: line, index: count, step: count }
const providerData = z.record(z.string(), z.record(z.string(), json)).optional()
const details = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file'),
    path: z.string(),
    added: count,
    removed: count,
    created: z.boolean(),
    diff: z.string(),
  }),
  z.strictObject({
    type: z.literal('command'),
    exitCode: z.int().optional(),
    output: z.string(),
  }),
  z.strictObject({ type: z.literal('check'), problems: count }),
])
export const partSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...partBase, kind: z.literal('user'), text: z.string() }),
  z.strictObject({ ...partBase, kind: z.literal('text'), text: z.string(), providerData }),
  z.strictObject({
    ...partBase,
    kind: z.literal('reasoning'),
    text: z.string(),
    durationMs: z.number(),
    providerData,
  }),
  z.strictObject({
    ...partBase,
    kind: z.literal('tool'),
    callId: z.string(),
    tool: line,
    input: json.optional(),
    startedAt: time,
    endedAt: time.optional(),
    result: z
      .strictObject({
        status: z.enum(['ok', 'refused', 'stopped']),
        output: z.string(),
        summary: z.string(),
        details: details.optional(),
      })
      .optional(),
    providerData,
  }),
])

const cause = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start') }),
  z.strictObject({ type: z.literal('before-turn'), turnId: line }),
  z.strictObject({ type: z.literal('turn'), turnId: line, title: z.string() }),
  z.strictObject({ type: z.literal('saved'), name: z.string() }),
  z.strictObject({ type: z.literal('before-restore') }),
  z.strictObject({
    type: z.literal('restored'),
    from: objectId,
    paths: z.array(z.string()).optional(),
    turns: count,
    rewound: z.array(line),
  }),
  z.strictObject({ type: z.literal('pulled'), remote: z.string(), title: z.string() }),
  z.strictObject({ type: z.literal('switched'), branch: z.string() }),
])
export const checkpointSchema = z.strictObject({
  id: objectId,
  number: z.int().min(1),
  branch: line,
  tree: objectId,
  parents: z.array(objectId).max(100),
  at: time,
  cause,
  changes: z.strictObject({ files: count, added: count, removed: count }),
  thumbnail: z.string().max(2_000_000).optional(),
})

/** A ref's full name, by the rules of git-check-ref-format that keep it a path inside `.git`. */
const refName = z
  .string()
  .refine(
    (name) => name === 'HEAD' || (name.startsWith('refs/') && pathProblem(name) === undefined),
  )
/** Programs that git would run: nothing here does, and nothing shall. */
const gitPath = path.refine((value) => !/^hooks(\/|$)/i.test(value))

/** For each store: the record's schema, and whether bytes belong to it. */
export const recordSchemas = {
  projects: { schema: z.strictObject({ project: projectSchema }), hasBytes: false },
  files: { schema: z.strictObject({ path }), hasBytes: true },
  turns: { schema: z.strictObject({ turn: turnSchema }), hasBytes: false },
  parts: { schema: z.strictObject({ part: partSchema }), hasBytes: false },
  checkpoints: { schema: z.strictObject({ checkpoint: checkpointSchema }), hasBytes: false },
  refs: {
    schema: z.strictObject({
      name: refName,
      value: z.string().regex(/^([0-9a-f]{40}|ref: refs\/[^\s]+)$/),
    }),
    hasBytes: false,
  },
  gitFiles: { schema: z.strictObject({ path: gitPath }), hasBytes: true },
  objects: { schema: z.strictObject({ id: objectId }), hasBytes: true },
  previewItems: {
    schema: z.strictObject({ key: z.string(), value: z.string() }),
    hasBytes: false,
  },
} satisfies Record<FrameStore, { readonly schema: z.ZodType; readonly hasBytes: boolean }>
