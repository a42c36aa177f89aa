/** Files that the dev server would serve, at addresses that this document can load. */
import type { FileResult, PreviewStart } from '../protocol.ts'
import { blobAddress } from './assets.ts'

export interface PageFiles {
  /** The path below the host that an address means; undefined for another host, or none. */
  pathOf(address: string): string | undefined
  /** The address of a file that is here already. */
  ready(path: string): string | undefined
  /** The same, asking the engine for it; undefined when there is no such file. */
  address(path: string): Promise<string | undefined>
  read(path: string): Promise<FileResult>
}

export function createPageFiles(
  page: Document,
  ahead: PreviewStart['publicFiles'],
  ask: (path: string) => Promise<FileResult>,
): PageFiles {
  const known = ahead
  const addresses = new Map<string, string>()
  const asked = new Map<string, Promise<string | undefined>>()

  function ready(path: string): string | undefined {
    const name = nameOf(path)
    const file = known.get(name)
    if (!file) return undefined
    const made = addresses.get(name) ?? blobAddress(file.bytes, file.mime)
    addresses.set(name, made)
    return made
  }

  async function read(path: string): Promise<FileResult> {
    const file = known.get(nameOf(path))
    return file ? { ok: true, ...file } : ask(path)
  }

  async function find(path: string): Promise<string | undefined> {
    const result = await ask(path)
    if (!result.ok) {
      asked.delete(path) // it may come
      return undefined
    }
    return blobAddress(result.bytes, result.mime)
  }

  return {
    pathOf(address) {
      let url: URL
      try {
        url = new URL(address, page.baseURI)
      } catch {
        return undefined
      }
      return url.origin === page.location.origin ? url.pathname + url.search : undefined
    },
    ready,
    address(path) {
      const here = ready(path)
      if (here !== undefined) return Promise.resolve(here)
      const answer = asked.get(path) ?? find(path)
      asked.set(path, answer)
      return answer
    },
    read,
  }
}

function nameOf(path: string): string {
  const name = path.split('?')[0] ?? path
  try {
    return decodeURIComponent(name)
  } catch {
    return name // a stray "%"
  }
}
