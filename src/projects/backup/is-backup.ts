import { Failure } from '#failure.ts'
import { blobSource } from '../archive/byte-source.ts'
import { readDirectory } from '../archive/directory.ts'
import { MANIFEST_NAME, MAX_ENTRIES } from './manifest.ts'

/**
 * Whether a zip says that it is a backup, of this Tabsmith or a newer one.
 * False for damaged zips and for what is none. Rejects only when the file
 * cannot be read.
 */
export async function isBackup(file: Blob): Promise<boolean> {
  try {
    const entries = await readDirectory(blobSource(file), MAX_ENTRIES)
    return entries.some(({ name }) => name === MANIFEST_NAME)
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
