import { z } from 'zod'
import { Failure } from '#failure.ts'

/** The entry that makes a zip a backup; the last one, as it knows the others' checksums. */
export const MANIFEST_NAME = 'tabsmith-backup.json'
/** The manifest and one entry for each project. */
export const MAX_ENTRIES = 10_000
/** Raised when an older Tabsmith could not read what a newer one writes. */
export const FORMAT = 1
/** How much of a manifest is read: some thousand projects. Bytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

const bounded = z.int().min(0).max(0xffffffff)
const manifestSchema = z.strictObject({
  app: z.literal('tabsmith'),
  format: z.literal(FORMAT),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  projects: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      /** Its records in the zip. */
      entry: z.string(),
      /** Of the records: bytes and CRC-32. */
      size: bounded,
      crc32: bounded,
    }),
  ),
})

export type Manifest = z.infer<typeof manifestSchema>

/** Throws Failure 'invalid' for another file and for a format that this Tabsmith does not know. */
export function parseManifest(json: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw notABackup(cause)
  }
  const { data: marked } = z.object({ app: z.string(), format: z.number() }).safeParse(value)
  if (marked && marked.app === 'tabsmith' && marked.format > FORMAT) {
    throw new Failure('invalid', 'This backup was made by a newer Tabsmith. Nothing was changed.', {
      hint: 'Reload this page to get the newest version, then restore it again.',
    })
  }
  const parsed = manifestSchema.safeParse(value)
  if (!parsed.success) throw notABackup(parsed.error)
  return parsed.data
}

export function notABackup(cause?: unknown): Failure {
  return new Failure('invalid', 'This file is not a backup of Tabsmith. Nothing was changed.', {
    hint: 'Choose a file that “Back up everything” gave. A project’s zip is imported on the home page.',
    cause,
  })
}
