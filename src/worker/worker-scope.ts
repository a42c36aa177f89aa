/**
 * The part of ServiceWorkerGlobalScope that is used. TypeScript's own types
 * for it cannot stand beside those of a page in one program.
 */
export interface WorkerScope {
  readonly registration: Pick<
    ServiceWorkerRegistration,
    'scope' | 'active' | 'waiting' | 'installing'
  >
  readonly navigator: { readonly userAgent: string }
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: {
      type: 'window'
      includeUncontrolled: true
    }): Promise<readonly WindowClient[]>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
  addEventListener(type: 'message', listener: (event: ClientMessage) => void): void
}

export interface LifeEvent {
  waitUntil(work: Promise<unknown>): void
}

export interface FetchEvent extends LifeEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

export interface ClientMessage extends LifeEvent {
  readonly data: unknown
  readonly origin: string
  readonly source: unknown
}

export interface WindowClient {
  readonly id: string
  readonly url: string
  postMessage(message: unknown): void
}
