import type { Page } from '@playwright/test'
import type { Checkpoint } from '../../src/history/history.ts'

/** One project as it lies in the browser's storage. */
export interface StoredProject {
  readonly files: ReadonlyMap<string, Buffer>
  /** Loose git objects by id, compressed as git keeps them. */
  readonly objects: ReadonlyMap<string, Buffer>
  readonly refs: readonly { readonly name: string; readonly value: string }[]
  /** Oldest first. */
  readonly checkpoints: readonly Checkpoint[]
  /** Its turns and their parts. */
  readonly conversation: readonly object[]
}

interface Plain {
  readonly files: readonly (readonly [path: string, base64: string])[]
  readonly objects: readonly (readonly [id: string, base64: string])[]
  readonly refs: StoredProject['refs']
  readonly checkpoints: StoredProject['checkpoints']
  readonly conversation: StoredProject['conversation']
}

/** Reads a project past the app. The page must be one of the app's origin whose database exists. */
export async function readStored(page: Page, projectId: string): Promise<StoredProject> {
  const plain: Plain = await page.evaluate(async (id) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('tabsmith')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The database did not open.'))
    })
    const all = <T>(store: string) =>
      new Promise<T[]>((resolve, reject) => {
        const range = IDBKeyRange.bound([id], [id, []])
        const request = database.transaction(store).objectStore(store).getAll(range)
        request.onsuccess = () => resolve(request.result as T[])
        request.onerror = () => reject(request.error ?? new Error(`${store} was not read.`))
      })
    const base64 = (bytes: Uint8Array) => {
      let text = ''
      for (const byte of bytes) text += String.fromCharCode(byte)
      return btoa(text)
    }
    const files = await all<{ path: string; bytes: Uint8Array }>('files')
    const objects = await all<{ id: string; bytes: Uint8Array }>('objects')
    const refs = await all<{ name: string; value: string }>('refs')
    const checkpoints = await all<{ checkpoint: Checkpoint }>('checkpoints')
    const turns = await all<{ turn: object }>('turns')
    const parts = await all<{ part: object }>('parts')
    database.close()
    return {
      files: files.map(({ path, bytes }) => [path, base64(bytes)] as const),
      objects: objects.map(({ id, bytes }) => [id, base64(bytes)] as const),
      refs: refs.map(({ name, value }) => ({ name, value })),
      checkpoints: checkpoints.map(({ checkpoint }) => checkpoint),
      conversation: [...turns.map(({ turn }) => turn), ...parts.map(({ part }) => part)],
    }
  }, projectId)
  const decoded = (entries: Plain['files']) =>
    new Map(entries.map(([key, base64]) => [key, Buffer.from(base64, 'base64')]))
  return {
    ...plain,
    files: decoded(plain.files),
    objects: decoded(plain.objects),
  }
}

/** The ids of all projects, those that wait for the end of their undo left out. */
export function readProjectIds(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('tabsmith')
        opening.onerror = () => reject(opening.error ?? new Error('The database did not open.'))
        opening.onsuccess = () => {
          const database = opening.result
          const request = database.transaction('projects').objectStore('projects').getAll()
          request.onsuccess = () => {
            const records = request.result as { id: string; deletedAt?: number }[]
            database.close()
            resolve(records.filter(({ deletedAt }) => deletedAt === undefined).map(({ id }) => id))
          }
        }
      }),
  )
}
