import type { EngineFiles } from '../files.ts'
import { resolveFrom } from '../transform/relative-path.ts'
import { scanHtml } from '../transform/html-scan.ts'
import type { Assets } from './assets.ts'

export interface PageOptions {
  readonly base: string
  readonly publicDir: string
  /** The folder of assets below the page. */
  readonly folder: string
  readonly script: string | undefined
  readonly style: string | undefined
  readonly files: EngineFiles
  readonly assets: Assets
}

/** Attributes that hold one address. */
const ADDRESSES = ['src', 'href', 'poster', 'data', 'content']
const LOADING = new Set(
  'img link source video audio track image use embed object script meta'.split(' '),
)

/** index.html as it is served: one script, one style sheet, and addresses below `base`. */
export async function writePage(html: string, options: PageOptions): Promise<string> {
  const { script, style, folder } = options
  // Relative addresses are seen from the page itself.
  const base = options.base === '' ? './' : options.base
  let made = ''
  let done = 0
  for (const element of scanHtml(html)) {
    if (element.inert) continue
    if (element.name === 'script' && /^__tabsmith_run\(\d+\)$/.test(element.text)) {
      made += html.slice(done, element.start)
      done = element.end
      continue
    }
    if (!LOADING.has(element.name)) continue
    let tag = html.slice(element.start, element.end)
    for (const name of ADDRESSES) {
      const address = element.attributes.get(name)
      const served = address === undefined ? undefined : await servedAs(address, base, options)
      if (address !== undefined && served !== undefined)
        tag = putAddress(tag, name, address, served)
    }
    made += html.slice(done, element.start) + tag
    done = element.end
  }
  const page = made + html.slice(done)
  const tags = [
    script && `<script type="module" crossorigin src="${base}${folder}/${script}"></script>`,
    style && `<link rel="stylesheet" crossorigin href="${base}${folder}/${style}">`,
  ].filter((tag) => tag !== undefined)
  return putIntoHead(page, tags)
}

/** Undefined for addresses that are not the project's. */
async function servedAs(
  address: string,
  base: string,
  { publicDir, files, assets, folder }: PageOptions,
): Promise<string | undefined> {
  if (address === '' || /^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(address)) return undefined
  const [, file = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? []
  const path = file.startsWith('/') ? file.slice(1) : resolveFrom('index.html', file)
  if (path === undefined || path === '') return undefined
  if (publicDir !== '' && files.has(`${publicDir}/${path}`)) return base + path + rest
  const bytes = files.bytes(path)
  if (!bytes) return undefined
  return `${base}${folder}/${await assets.add(path, bytes)}${rest}`
}

function putAddress(tag: string, name: string, from: string, to: string): string {
  const attribute = new RegExp(`(\\s${name}\\s*=\\s*)("[^"]*"|'[^']*'|[^\\s>]+)`, 'i')
  return tag.replace(attribute, (all, before: string, value: string) =>
    value.replace(/^["']|["']$/g, '') === from ? `${before}"${to}"` : all,
  )
}

function putIntoHead(page: string, tags: readonly string[]): string {
  if (tags.length === 0) return page
  const text = tags.map((tag) => `    ${tag}\n`).join('')
  const end = /[ \t]*<\/head\s*>/i.exec(page)
  if (end) return page.slice(0, end.index) + text + page.slice(end.index)
  const body = /<body[\s>]/i.exec(page)
  return body ? page.slice(0, body.index) + text + page.slice(body.index) : text + page
}
