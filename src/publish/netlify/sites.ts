import { z } from 'zod'
import { Failure } from '#failure.ts'
import { readJson } from '../rest/answers.ts'
import type { Answer, Client } from '../rest/rest.ts'
import { reasonOf } from './faults.ts'
import type { Site, SitePage } from './netlify.ts'

const PAGE_SIZE = 100

const siteBody = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string().optional(),
    ssl_url: z.string().nullish(),
    admin_url: z.string(),
  })
  .transform(({ id, name, url, ssl_url, admin_url }): Site => ({
    id,
    name,
    url: ssl_url ?? url ?? `https://${name}.netlify.app`,
    adminUrl: admin_url,
  }))
const viewerBody = z.object({ email: z.string().nullish(), full_name: z.string().nullish() })

export function read<T>(schema: z.ZodType<T>, answer: Answer): T {
  return readJson(schema, answer, 'Netlify')
}

export async function readViewer(api: Client): Promise<string> {
  const { full_name, email } = read(viewerBody, await api.send({ method: 'GET', path: '/user' }))
  return full_name ?? email ?? 'your account'
}

export async function listSites(api: Client, page: number): Promise<SitePage> {
  const answer = await api.send({
    method: 'GET',
    path: `/sites?filter=all&per_page=${PAGE_SIZE}&page=${page}`,
  })
  const sites = read(z.array(siteBody), answer)
  // Pages may not read the Link header of every answer: a full page may have a next one.
  return { sites, next: sites.length === PAGE_SIZE ? page + 1 : undefined }
}

export async function readSite(api: Client, id: string): Promise<Site> {
  return read(siteBody, await api.send({ method: 'GET', path: `/sites/${encodeURIComponent(id)}` }))
}

/** Looks before it creates: what is found after a lost reply is then its own. */
export async function createSite(api: Client, name: string | undefined): Promise<Site> {
  if (name !== undefined && !/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(name)) {
    throw new Failure('invalid', `“${name}” cannot be the name of a site.`, {
      hint: 'Use up to 63 letters, digits and hyphens.',
    })
  }
  const before = new Set((await listSites(api, 1)).sites.map(({ id }) => id))
  return api.once(
    async () => {
      const body = name === undefined ? {} : { name }
      const answer = await api.send({ method: 'POST', path: '/sites', body, allow: [422] })
      if (answer.status !== 422) return read(siteBody, answer)
      const reason = reasonOf(answer)
      if (name === undefined || !/unique|taken|already/i.test(reason))
        throw new Failure('invalid', `Netlify refuses the site: ${reason}`, {
          hint: 'Try another name.',
        })
      throw new Failure(
        'conflict',
        `The name ${name} is taken: all sites of Netlify share one list.`,
        { hint: 'Choose another name, or leave it empty.' },
      )
    },
    async () => {
      const added = (await listSites(api, 1)).sites.filter((site) => !before.has(site.id))
      return added.find((site) => name === undefined || site.name === name.toLowerCase())
    },
  )
}
