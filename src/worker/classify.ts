import { PAGE, SETTINGS } from './manifest.ts'

/** The part of a Request that is looked at. */
export interface RequestLike {
  readonly method: string
  readonly url: string
  readonly mode: string
  readonly destination: string
  readonly headers: { has(name: string): boolean }
}

export type Answer =
  /** A frame: gets the sandboxed preview document, whatever the path. */
  | { readonly kind: 'preview' }
  /** A frame that asks for the app's embed mode (`?embed=1`), which opens no storage. */
  | { readonly kind: 'embed' }
  /** The app's page. */
  | { readonly kind: 'page' }
  /** A file of a build: of this one, or of one that another tab still runs. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'settings' }
  /** An address below the app that is not the app's: the host's answer, offline the app. */
  | { readonly kind: 'address' }
  /** None of the worker's business. */
  | { readonly kind: 'none' }

/** Vite puts every file whose name carries a hash there. */
const HASHED = 'assets/'

const none: Answer = { kind: 'none' }

/** What a request below `scope` (the app's folder, with a trailing slash) is answered with. */
export function classify(request: RequestLike, scope: string, files: ReadonlySet<string>): Answer {
  const url = new URL(request.url)
  const wantsEmbed = url.searchParams.get('embed') === '1'
  url.hash = ''
  url.search = ''
  if (!url.href.startsWith(scope)) return none
  const path = url.href.slice(scope.length)
  const isNavigation = request.mode === 'navigate'

  const isPage = path === '' || path === PAGE

  // First, and for every method: no frame may ever get a page with the app's
  // origin, but for the one mode that is made to be framed.
  if (isNavigation && request.destination !== 'document') {
    const embeds = isPage && wantsEmbed && request.method === 'GET'
    return { kind: embeds ? 'embed' : 'preview' }
  }
  if (request.method !== 'GET' || request.headers.has('range')) return none
  if (path === SETTINGS) return { kind: 'settings' }
  if (isPage) return { kind: 'page' }
  if (files.has(path) || path.startsWith(HASHED)) return { kind: 'file', path }
  return isNavigation ? { kind: 'address' } : none
}
