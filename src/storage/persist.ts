/** 'unknown': the browser cannot be asked. */
export type Persistence = 'granted' | 'refused' | 'unknown'

/**
 * Asks the browser not to clear this site's storage when the disk runs low.
 * Never rejects: a browser that fails to answer has not promised anything.
 */
export async function askToPersist(
  storage: Pick<StorageManager, 'persist' | 'persisted'> | undefined,
): Promise<Persistence> {
  if (!storage) return 'unknown'
  try {
    const granted = (await storage.persisted()) || (await storage.persist())
    return granted ? 'granted' : 'refused'
  } catch {
    return 'refused'
  }
}
