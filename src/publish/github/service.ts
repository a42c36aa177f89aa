import { Failure } from '#failure.ts'
import { readJson } from '../rest/answers.ts'
import { createRest } from '../rest/create-rest.ts'
import type { Answer, Client, Service } from '../rest/rest.ts'
import { sleep } from '../rest/sleep.ts'
import { explainGitHub } from './faults.ts'
import type { GitHubAction, GitHubOptions, GitHubProgress, Watched } from './github.ts'
import type { z } from 'zod'

/** The clients for one action: the API, and the places that hold public files. Only the API gets the token. */
export interface Connection {
  readonly api: Client
  readonly raw: Client
  readonly gistRaw: Client
  readonly tell: (progress: GitHubProgress) => void
  readonly hasToken: boolean
}

type Connect = (action: GitHubAction, watched?: Watched) => Connection

/**
 * GitHub allows about 80 requests that make content in a minute, and 500 in an hour.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const WRITES_PER_MINUTE = 75
const LONGEST_WAIT = 5 * 60_000
export const GIST_RAW = 'https://gist.githubusercontent.com'

export function createConnect(options: GitHubOptions): Connect {
  const { token } = options
  const shared = {
    fetch: options.fetch,
    online: options.online ?? (() => true),
    now: options.now ?? Date.now,
    sleep: options.sleep ?? sleep,
    longestWait: LONGEST_WAIT,
    writesPerMinute: WRITES_PER_MINUTE,
  }
  const api = createRest({
    ...shared,
    name: 'GitHub',
    api: options.api ?? 'https://api.github.com',
    token,
    sendsOn: true,
    explain: (answer, action) => explainGitHub(answer, action as GitHubAction, token !== undefined),
  })
  const publicFiles = (address: string): Service => ({
    ...shared,
    name: 'GitHub',
    api: address,
    token: undefined,
    sendsOn: true,
    explain: (answer, action) => explainGitHub(answer, action as GitHubAction, false),
  })
  const raw = createRest(publicFiles(options.raw ?? 'https://raw.githubusercontent.com'))
  const gistRaw = createRest(publicFiles(options.gistRaw ?? GIST_RAW))

  return (action, { signal, onProgress } = {}) => {
    const tell = (progress: GitHubProgress) => onProgress?.(progress)
    const watch = { action, signal, onWait: (until: number) => tell({ phase: 'waiting', until }) }
    return {
      api: api(watch),
      raw: raw(watch),
      gistRaw: gistRaw(watch),
      tell,
      hasToken: token !== undefined,
    }
  }
}

/** What is only possible with a token says so before anything is sent. */
export function needToken({ hasToken }: Connection): void {
  if (hasToken) return
  throw new Failure('auth', 'This needs a GitHub token.', { hint: 'Add one first.' })
}

export function read<T>(schema: z.ZodType<T>, answer: Answer): T {
  return readJson(schema, answer, 'GitHub')
}

export function repositoryPath(owner: string, repo: string): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`
}

/** Encoded for an address; slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
