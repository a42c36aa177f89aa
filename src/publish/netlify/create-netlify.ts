import { createRest } from '../rest/create-rest.ts'
import { sleep } from '../rest/sleep.ts'
import { deploySite } from './deploy.ts'
import { explainNetlify } from './faults.ts'
import type { DeployRequest, Netlify, NetlifyOptions } from './netlify.ts'
import { createSite, listSites, readViewer } from './sites.ts'

/** https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/#rate-limiting: 500 requests a minute, 3 deploys. */
const WRITES_PER_MINUTE = 400
const LONGEST_WAIT = 2 * 60_000

/** Netlify as one person's token sees it. Sends nothing until it is asked. */
export function createNetlify(options: NetlifyOptions): Netlify {
  const rest = createRest({
    name: 'Netlify',
    api: options.api ?? 'https://api.netlify.com/api/v1',
    token: options.token,
    fetch: options.fetch,
    online: options.online ?? (() => true),
    now: options.now ?? Date.now,
    sleep: options.sleep ?? sleep,
    longestWait: LONGEST_WAIT,
    writesPerMinute: WRITES_PER_MINUTE,
    explain: explainNetlify,
  })
  const client = ({ signal, onProgress }: Partial<DeployRequest> = {}) =>
    rest({ action: '', signal, onWait: (until) => onProgress?.({ phase: 'waiting', until }) })

  /** Best effort, after the deploy was stopped: its signal no longer lets anything through. */
  async function cancel(deployId: string): Promise<void> {
    await client()
      .send({ method: 'POST', path: `/deploys/${deployId}/cancel` })
      .catch(() => undefined)
  }

  return {
    viewer: () => readViewer(client()),
    sites: (page) => listSites(client(), page),
    createSite: (name) => createSite(client(), name),
    deploy: (request) => deploySite(client(request), request, cancel),
  }
}
