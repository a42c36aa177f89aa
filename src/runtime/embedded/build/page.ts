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
const ADDRESSES = ['src', 'href', 'xlink:href', 'poster', 'data', 'content']
/** Attributes that hold several, each with a width or a density. */
const ADDRESS_LISTS = ['srcset', 'imagesrcset']
const CANDIDATE = /[^\s,]\S*[^\s,]/g
const STYLE_ADDRESS = /(?<=\burl\(\s*(?:["']|&quot;)?)[^"'\s)&]+(?=(?:["']|&quot;)?\s*\))/g
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
    let tag = html.slice(element.start, element.end)
    if (LOADING.has(element.name)) {
      for (const name of ADDRESSES) {
        const address = element.attributes.get(name)
        const served = address === undefined ? undefined : await servedAs(address, base, options)
        if (address !== undefined && served !== undefined)
          tag = putAddress(tag, name, address, served)
      }
      for (const name of ADDRESS_LISTS) {
        const list = element.attributes.get(name)
        if (list !== undefined) {
          tag = putAddress(tag, name, list, await replaceEach(list, CANDIDATE, base, options))
        }
      }
    }
    if (element.name === 'style' || element.attributes.has('style')) {
      tag = await replaceEach(tag, STYLE_ADDRESS, base, options)
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

async function replaceEach(
  text: string,
  pattern: RegExp,
  base: string,
  options: PageOptions,
): Promise<string> {
  let made = ''
  let done = 0
  for (const match of text.matchAll(pattern)) {
    const served = (await servedAs(match[0], base, options)) ?? match[0]
    made += text.slice(done, match.index) + served
    done = match.index + match[0].length
  }
  return made + text.slice(done)
}

/** Undefined for addresses that are not the project's. */
async function servedAs(
  address: string,
  base: string,
  { publicDir, files, assets, folder }: PageOptions,
): Promise<string | undefined> {
  if (address === '' || /^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(address)) return undefined
  const [, file = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? []
  const decoded = decode(file)
  const path = decoded.startsWith('/') ? decoded.slice(1) : resolveFrom('index.html', decoded)
  if (path === undefined || path === '') return undefined
  if (publicDir !== '' && files.has(`${publicDir}/${path}`)) return base + encodeURI(path) + rest
  const bytes = files.bytes(path)
  if (!bytes) return undefined
  return `${base}${folder}/${await assets.add(path, bytes)}${rest}`
}

function decode(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address
  }
}

function putAddress(tag: string, name: string, from: string, to: string): string {
  const attribute = new RegExp(`(\\s${name}\\s*=\\s*)("[^"]*"|'[^']*'|[^\\s>]+)`, 'i')
  return tag.replace(attribute, (all: string, before: string, value: string) =>
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
