/** What the app's page asks of the service worker. */
export type PageMessage =
  /** The page is at rest: fetch what is missing for work offline. Answered by OfflineReady once it is all here. */
  | { readonly type: 'complete' }
  /** Use the version that waits. */
  | { readonly type: 'activate' }

export interface OfflineReady {
  readonly type: 'offline-ready'
}

/** What `data` asks, or undefined when that is nothing the worker knows. */
export function parsePageMessage(data: unknown): PageMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined
  return data.type === 'complete' || data.type === 'activate' ? { type: data.type } : undefined
}

export function isOfflineReady(data: unknown): data is OfflineReady {
  return (
    typeof data === 'object' && data !== null && 'type' in data && data.type === 'offline-ready'
  )
}
