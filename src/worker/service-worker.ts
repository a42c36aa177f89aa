/**
 * The service worker: keeps the app for work offline, isolates it where the
 * host does not, and answers every frame inside the app's folder with the
 * sandboxed preview document. Built as a script of its own (vite-plugin.ts).
 */
import { createAppCache } from './app-cache.ts'
import { classify, type Answer } from './classify.ts'
import { embedderPolicy, isolated, previewHeaders } from './isolation.ts'
import { SETTINGS, type Manifest } from './manifest.ts'
import { parsePageMessage, type OfflineReady } from './messages.ts'
import type { ClientMessage, WindowClient, WorkerScope } from './worker-scope.ts'

declare const self: WorkerScope
/** Put in by vite-plugin.ts. Without files when the dev server runs: nothing is kept then. */
declare const __TABSMITH_MANIFEST__: Manifest | undefined
/** The preview document; the address to fetch it from when the dev server runs. */
declare const __TABSMITH_PREVIEW__: { readonly html: string } | { readonly url: string }

/** How long the host's settings are waited for before the kept ones are used. Milliseconds. */
const SETTINGS_LIMIT = 2_000

const scope = self.registration.scope
const policy = embedderPolicy(self.navigator.userAgent)
const manifest = __TABSMITH_MANIFEST__
const preview = __TABSMITH_PREVIEW__
const files = new Set(
  [...(manifest?.first ?? []), ...(manifest?.later ?? [])].map(([path]) => path),
)
const cache = manifest
  ? createAppCache(manifest, {
      caches,
      fetch: (input, init) => fetch(input, init),
      scope,
      prepare: (response) => isolated(response, policy),
    })
  : undefined

async function install(): Promise<void> {
  const isFirst = self.registration.active === null
  // A first visit is not slowed by what it may never need; a new version is used only when complete.
  await (isFirst ? cache?.storeFirst() : cache?.storeAll())
  // With the dev server there is nobody to ask and nothing to keep.
  if (isFirst || !manifest) await self.skipWaiting()
}

async function servePreview(): Promise<Response> {
  const html = 'html' in preview ? preview.html : await fetchPreview(preview.url)
  return new Response(html, { headers: previewHeaders(policy) })
}

async function fetchPreview(url: string): Promise<string> {
  const response = await fetch(scope + url, { cache: 'no-store' })
  return response.text()
}

async function serveFile(path: string, request: Request): Promise<Response> {
  return (await cache?.find(path)) ?? isolated(await fetch(request), policy)
}

/** For any site to frame, whatever it asks of what it frames. */
async function serveEmbed(request: Request): Promise<Response> {
  const { body, status, statusText, headers } = await serveFile('index.html', request)
  const open = new Headers(headers)
  open.set('Cross-Origin-Resource-Policy', 'cross-origin')
  return new Response(body, { status, statusText, headers: open })
}

async function serveSettings(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(SETTINGS_LIMIT) })
    if (!response.ok && response.status !== 404) throw new Error(`HTTP ${response.status}`)
    await cache?.put(SETTINGS, response.clone())
    return response
  } catch (error) {
    const kept = await cache?.find(SETTINGS)
    if (!kept) throw error
    return kept
  }
}

async function serveAddress(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    // The app's own addresses are relative to its folder, so it is served there only.
    return Response.redirect(scope)
  }
}

function answer(kind: Exclude<Answer, { kind: 'none' }>, request: Request): Promise<Response> {
  switch (kind.kind) {
    case 'preview':
      return servePreview()
    case 'page':
      return serveFile('index.html', request)
    case 'embed':
      return serveEmbed(request)
    case 'file':
      return serveFile(kind.path, request)
    case 'settings':
      return serveSettings(request)
    case 'address':
      return serveAddress(request)
  }
}

/** The page of ours that sent a message; undefined for anything else. */
async function senderOf({ source, origin }: ClientMessage): Promise<WindowClient | undefined> {
  if (origin !== new URL(scope).origin) return undefined
  if (typeof source !== 'object' || source === null || !('id' in source)) return undefined
  return (await pages()).find(({ id }) => id === source.id)
}

async function pages(): Promise<readonly WindowClient[]> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return windows.filter(({ url }) => url.startsWith(scope))
}

async function complete(sender: WindowClient): Promise<void> {
  if (!cache) return
  await cache.storeAll()
  const news: OfflineReady = { type: 'offline-ready' }
  sender.postMessage(news)
  // Other tabs may still run an older version; a newer one may be on its way.
  const { waiting, installing } = self.registration
  if (!waiting && !installing && (await pages()).length === 1) await cache.deleteOthers()
}

async function receive(event: ClientMessage): Promise<void> {
  const message = parsePageMessage(event.data)
  const sender = await senderOf(event)
  if (!message || !sender) return
  if (message.type === 'activate') await self.skipWaiting()
  else await complete(sender)
}

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => event.waitUntil(receive(event)))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const found = classify(request, scope, files)
  if (found.kind === 'none') return
  // With the dev server, only frames are the worker's business.
  if (found.kind !== 'preview' && !cache) return
  event.respondWith(answer(found, request))
})
