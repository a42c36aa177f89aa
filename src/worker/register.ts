import { createStore, type StoreApi } from 'zustand/vanilla'
import { Failure, asFailure } from '#failure.ts'
import { isOfflineReady, type PageMessage } from './messages.ts'

export interface ServiceWorkerState {
  /** 'ready': a new version waits to be used. */
  readonly update: 'none' | 'ready'
  /** True once everything that the app consists of is kept in this browser. */
  readonly offlineReady: boolean
}

export interface ServiceWorkerHandle {
  readonly store: StoreApi<ServiceWorkerState>
  /** Resolves when preview documents can be served. Rejects with Failure 'unsupported', after 15 s at most. */
  ready(): Promise<void>
  /** Loads the page anew with the version that waits. */
  applyUpdate(): void
}

export interface ServiceWorkerOptions {
  /** True while nothing would be lost by loading the page anew. */
  readonly mayReload: () => boolean
}

const READY_LIMIT = 15_000
const UPDATE_EVERY = 3_600_000
/** How long after its start the page is taken to be at rest. Milliseconds. */
const REST_AFTER = 10_000
const RELOADED = 'tabsmith:isolated'

/** Registers the service worker. Never throws: what is wrong is told by `ready`. */
export function startServiceWorker(options: ServiceWorkerOptions): ServiceWorkerHandle {
  const store = createStore<ServiceWorkerState>(() => ({ update: 'none', offlineReady: false }))
  const registered = register()
  const isReady = limited(registered.then(untilActive))
  let waiting: ServiceWorker | null = null
  let applying = false

  async function follow(registration: ServiceWorkerRegistration): Promise<void> {
    const look = () => {
      waiting = registration.waiting
      // Without an active one, the first version is on its way by itself.
      if (waiting && registration.active) store.setState({ update: 'ready' })
    }
    const watch = () => registration.installing?.addEventListener('statechange', look)
    look()
    watch()
    registration.addEventListener('updatefound', watch)
    // Offline, or a host in the midst of a change: the next time will do.
    const update = () => void registration.update().catch(() => undefined)
    setInterval(update, UPDATE_EVERY)
    await isReady
    if (!crossOriginIsolated) isolate(options.mayReload)
    await new Promise((resolve) => setTimeout(resolve, REST_AFTER))
    const message: PageMessage = { type: 'complete' }
    registration.active?.postMessage(message)
    update()
  }

  if (crossOriginIsolated) forgetReload()
  registered.then(follow).catch(() => undefined)
  isReady.catch(() => undefined) // Told to those who ask.
  if ('serviceWorker' in navigator) {
    const { serviceWorker } = navigator
    const wasControlled = serviceWorker.controller !== null
    serviceWorker.addEventListener('message', ({ data }) => {
      if (isOfflineReady(data)) store.setState({ offlineReady: true })
    })
    serviceWorker.addEventListener('controllerchange', () => {
      if (applying) location.reload()
      // Another tab took the new version into use.
      else if (wasControlled) store.setState({ update: 'ready' })
    })
  }

  return {
    store,
    ready: () => isReady,
    applyUpdate: () => {
      const message: PageMessage = { type: 'activate' }
      if (waiting?.state === 'installed') {
        applying = true
        waiting.postMessage(message)
      } else {
        location.reload()
      }
    },
  }
}

async function register(): Promise<ServiceWorkerRegistration> {
  if (!('serviceWorker' in navigator)) {
    throw isSecureContext
      ? new Failure('unsupported', 'This browser offers no service workers.', {
          hint: 'Leave private browsing, or use another browser.',
        })
      : new Failure('unsupported', 'This page was not loaded over a secure connection.', {
          hint: 'Open it by https://, or on this computer as localhost.',
        })
  }
  try {
    return await navigator.serviceWorker.register('./sw.js', { updateViaCache: 'none' })
  } catch (error) {
    const { message } = asFailure(error)
    throw new Failure('unsupported', `The service worker could not be registered. ${message}`, {
      hint: 'Allow this site to keep data, and check that its host serves sw.js.',
      cause: error,
    })
  }
}

/** Not by `controllerchange`: it never comes when the worker was active already. */
function untilActive(registration: ServiceWorkerRegistration): Promise<void> {
  return new Promise((resolve, reject) => {
    void navigator.serviceWorker.ready.then(() => resolve())
    const { installing, active } = registration
    if (active) return
    installing?.addEventListener('statechange', () => {
      if (installing.state !== 'redundant') return
      reject(
        new Failure('unsupported', 'The service worker could not keep the files of Tabsmith.', {
          hint: 'Allow this site to keep data, make room on the disk, and reload. If that does not help, the host lacks a file of Tabsmith.',
        }),
      )
    })
  })
}

/** Rejects with a Failure when `work` takes longer than READY_LIMIT. */
function limited<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const seconds = READY_LIMIT / 1000
      reject(
        new Failure('unsupported', `The service worker did not start within ${seconds} s.`, {
          hint: 'Reload the page.',
        }),
      )
    }, READY_LIMIT)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/**
 * Loads the page once more, now with the headers that the worker adds. The mark
 * stops a browser that is not isolated even so. After Shift-reload, which goes past
 * the worker on purpose, that may not help: the next ordinary visit is isolated.
 */
function isolate(mayReload: () => boolean): void {
  try {
    if (sessionStorage.getItem(RELOADED) !== null || !mayReload()) return
    sessionStorage.setItem(RELOADED, '1')
  } catch {
    return // Without storage there is no mark, and the page might load for ever.
  }
  location.replace(location.pathname + location.search)
}

/** It worked: should the isolation be lost once more (Shift-reload), the page may load anew once more. */
function forgetReload(): void {
  try {
    sessionStorage.removeItem(RELOADED)
  } catch {
    // No storage, no mark.
  }
}
