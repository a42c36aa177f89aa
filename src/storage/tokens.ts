import type { Database } from './database.ts'

/** Tokens for publishing, beside the models' keys. All methods reject with Failure 'storage'. */
export interface TokenStorage {
  /** Empty when there is none. */
  read(name: string): Promise<string>
  /** An empty one is forgotten; spaces and line breaks around it are not part of it. */
  save(name: string, token: string): Promise<void>
}

export function createTokens(database: Database): TokenStorage {
  // Keys of models begin with "model ": see secrets.ts.
  const id = (name: string) => `token ${name}`
  return {
    read: async (name) => {
      const secret = await database.read(['secrets'], (tx) =>
        tx.objectStore('secrets').get(id(name)),
      )
      return secret?.value ?? ''
    },
    save: (name, token) =>
      database.write(['secrets'], async (tx) => {
        const store = tx.objectStore('secrets')
        const value = token.trim()
        if (value === '') await store.delete(id(name))
        else await store.put({ id: id(name), value })
      }),
  }
}
