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

/** What the browser tells of this site's storage, in bytes; undefined where it does not tell. */
export interface StorageState {
  readonly total: number | undefined
  readonly quota: number | undefined
  /** 'refused' also when nobody has asked yet. */
  readonly persistence: Persistence
}

/** Asks for nothing and never rejects. */
export async function storageState(
  storage: Pick<StorageManager, 'estimate' | 'persisted'> | undefined,
): Promise<StorageState> {
  const [estimate, persisted] = await Promise.all([
    storage?.estimate().catch(() => undefined),
    storage?.persisted().catch(() => undefined),
  ])
  return {
    total: estimate?.usage,
    quota: estimate?.quota,
    persistence: persisted === undefined ? 'unknown' : persisted ? 'granted' : 'refused',
  }
}
