import type { ModelChoice } from '#models/settings.ts'
import type { Database, WriteTransaction } from './database.ts'

/** A key belongs to a provider at an address: another address never gets to see it. */
export type KeyOwner = Pick<ModelChoice, 'provider' | 'baseURL'>

function secretId({ provider, baseURL }: KeyOwner): string {
  return `model ${provider} ${baseURL.replace(/\/+$/, '')}`
}

/** The key kept for a provider at an address; empty when there is none. Rejects with Failure 'storage'. */
export async function readKey(database: Database, owner: KeyOwner): Promise<string> {
  const secret = await database.read(['secrets'], (tx) =>
    tx.objectStore('secrets').get(secretId(owner)),
  )
  return secret?.value ?? ''
}

/** Keeps a key, as part of a transaction. An empty one is forgotten. */
export async function putKey<N extends 'secrets' | 'settings'>(
  tx: WriteTransaction<N | 'secrets'>,
  owner: KeyOwner,
  value: string,
): Promise<void> {
  const store = tx.objectStore('secrets')
  const id = secretId(owner)
  if (value === '') await store.delete(id)
  else await store.put({ id, value })
}
