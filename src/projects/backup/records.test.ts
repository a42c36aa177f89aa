import { expect, it } from 'vitest'
import type { z } from 'zod'
import type { Part, ToolDetails, Turn } from '#agent/events.ts'
import type { Checkpoint, CheckpointCause } from '#history/history.ts'
import type { ProjectRecord, Published } from '#storage/records.ts'
import {
  recordSchemas,
  type checkpointSchema,
  type partSchema,
  type projectSchema,
  type turnSchema,
} from './records.ts'

type Keys<T> = T extends unknown ? keyof T : never
/** True when the schema knows every field: else a backup would refuse what this Tabsmith stores. */
type Covers<Stored, Schema> = [Exclude<Keys<Stored>, Keys<Schema>>] extends [never] ? true : false
type Project = z.infer<typeof projectSchema>
type StoredPart = z.infer<typeof partSchema>
type StoredTool = Extract<StoredPart, { kind: 'tool' }>
type StoredCheckpoint = z.infer<typeof checkpointSchema>

// These lines are the test: they do not compile when a record gets a field that records.ts lacks.
true satisfies Covers<Omit<ProjectRecord, 'deletedAt'>, Project>
true satisfies Covers<Published, NonNullable<Project['published']>>
true satisfies Covers<Turn, z.infer<typeof turnSchema>>
true satisfies Covers<Turn['usage'], z.infer<typeof turnSchema>['usage']>
true satisfies Covers<Part, StoredPart>
true satisfies Covers<ToolDetails, NonNullable<NonNullable<StoredTool['result']>['details']>>
true satisfies Covers<Checkpoint, StoredCheckpoint>
true satisfies Covers<CheckpointCause, StoredCheckpoint['cause']>
true satisfies [CheckpointCause['type']] extends [StoredCheckpoint['cause']['type']] ? true : false
true satisfies [Turn['status']] extends [z.infer<typeof turnSchema>['status']] ? true : false

const refused: readonly (readonly [keyof typeof recordSchemas, unknown])[] = [
  ['files', { path: '../x' }],
  ['files', { path: 'a', more: 1 }],
  ['gitFiles', { path: 'hooks/post-checkout' }],
  ['gitFiles', { path: '../config' }],
  ['refs', { name: 'refs/../x', value: '0'.repeat(40) }],
  ['refs', { name: 'refs/heads/main', value: 'main' }],
  ['objects', { id: 'ABC' }],
  ['previewItems', { key: 'a' }],
  ['turns', { turn: { id: 't' } }],
  ['parts', { part: { kind: 'image' } }],
  ['projects', { project: { id: '../x' } }],
  ['checkpoints', JSON.parse('{"__proto__":{}}')],
]

it.each(refused)('refuses a record of %s that no Tabsmith wrote: %j', (store, record) => {
  expect(recordSchemas[store].schema.safeParse(record).success).toBe(false)
})
