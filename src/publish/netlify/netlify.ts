import type { FileTree } from '#workspace/workspace.ts'

export interface Site {
  readonly id: string
  /** The part before .netlify.app. */
  readonly name: string
  /** Where people look at it. */
  readonly url: string
  /** Where its owner manages it. */
  readonly adminUrl: string
}

export interface SitePage {
  readonly sites: readonly Site[]
  /** The number of the next page; undefined on the last. */
  readonly next: number | undefined
}

/** `waiting`: Netlify asked to slow down; it goes on by itself at `until` (milliseconds since the epoch). */
export type NetlifyProgress =
  | { readonly phase: 'checking' }
  | { readonly phase: 'uploading'; readonly done: number; readonly total: number }
  | { readonly phase: 'processing' }
  | { readonly phase: 'waiting'; readonly until: number }

export interface DeployRequest {
  readonly siteId: string
  /** The built site (`dist`): index.html at its root. */
  readonly files: FileTree
  /** What Netlify's list of deploys shows. */
  readonly title: string
  /** Stops the deploy: it rejects with Failure 'aborted', and the site stays as it was unless Netlify was done already. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: NetlifyProgress) => void) | undefined
}

export interface Deployed {
  readonly deployId: string
  /** Where the site is. */
  readonly url: string
  /** Where exactly this deploy stays. */
  readonly deployUrl: string
  /** How many files Netlify did not have yet. */
  readonly uploaded: number
}

/**
 * Netlify by its API. All methods reject with Failure: 'auth', 'not-found',
 * 'conflict' (the name is taken), 'rate-limit' (`retryAfterMs`; waits of up to
 * two minutes are waited out), 'offline', 'unreachable', 'timeout', 'server',
 * 'bad-response', 'invalid' and 'aborted'. Until a deploy is complete, the
 * site shows what it showed; deploying again sends only what is missing.
 */
export interface Netlify {
  /** The name or address of the person that the token belongs to. */
  viewer(): Promise<string>
  /** `page` from 1, 100 each. */
  sites(page: number): Promise<SitePage>
  /** `name` undefined: Netlify makes one up. */
  createSite(name: string | undefined): Promise<Site>
  deploy(request: DeployRequest): Promise<Deployed>
}

export interface NetlifyOptions {
  /** A personal access token. Sent to `api` and nowhere else. */
  readonly token: string
  readonly fetch: typeof globalThis.fetch
  /** `navigator.onLine`; undefined: unknown. */
  readonly online?: (() => boolean) | undefined
  /** Another address, for tests. Without a slash at the end. */
  readonly api?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
  /** Resolves after so many milliseconds, rejects with the signal's reason. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined
}
