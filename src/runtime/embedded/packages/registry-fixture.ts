/** A registry in memory, for tests: packages are made of files, archives as npm packs them. */
import { gzipSync } from 'fflate'

export interface FixturePackage {
  readonly name: string
  readonly version: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
  /** Said instead of the archive's own. */
  readonly integrity?: string
}

export interface FixtureRegistry {
  readonly url: string
  readonly fetch: typeof fetch
  /** Paths that were asked for. */
  readonly requests: readonly string[]
  /** What the next requests for a path that contains this text do instead. */
  fault(part: string, ...answers: (() => Response)[]): void
  setOffline(offline: boolean): void
}

export async function fixtureRegistry(
  packages: readonly FixturePackage[],
): Promise<FixtureRegistry> {
  const url = 'https://registry.test/npm/'
  const archives = new Map<string, Uint8Array<ArrayBuffer>>()
  const versions = new Map<string, Record<string, unknown>>()
  for (const of of packages) {
    const manifest = { name: of.name, version: of.version, ...of.fields }
    const archive = tarball({
      'package/package.json': JSON.stringify(manifest),
      ...Object.fromEntries(
        Object.entries(of.files ?? {}).map(([path, text]) => [`package/${path}`, text]),
      ),
    })
    const file = `${of.name.replace(/^.*\//, '')}-${of.version}.tgz`
    archives.set(`${of.name}/-/${file}`, archive)
    const known = versions.get(of.name) ?? {}
    known[of.version] = {
      ...manifest,
      // An address that must never be asked.
      dist: {
        integrity: of.integrity ?? (await integrityOf(archive)),
        tarball: 'https://evil.test/x',
      },
    }
    versions.set(of.name, known)
  }
  const requests: string[] = []
  const faults: { readonly part: string; readonly answers: (() => Response)[] }[] = []
  let isOffline = false

  async function answer(input: RequestInfo | URL): Promise<Response> {
    const address = input instanceof Request ? input.url : input.toString()
    if (isOffline) throw new TypeError('fetch failed')
    if (!address.startsWith(url)) throw new Error(`A foreign address was asked: ${address}`)
    const path = decodeURIComponent(address.slice(url.length))
    requests.push(path)
    const fault = faults.find(({ part, answers }) => path.includes(part) && answers.length > 0)
    const faulty = fault?.answers.shift()
    if (faulty) return faulty()
    const archive = archives.get(path)
    if (archive) return new Response(archive)
    const known = versions.get(path)
    if (!known) return Response.json({}, { status: 404 })
    const latest = Object.keys(known).at(-1) ?? ''
    return Response.json({ name: path, 'dist-tags': { latest }, versions: known })
  }

  return {
    url,
    fetch: answer,
    requests,
    fault: (part, ...answers) => void faults.push({ part, answers }),
    setOffline: (offline) => (isOffline = offline),
  }
}

/** A gzip of a tar. */
export function tarball(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  return zipped(Object.entries(files).flatMap(([path, text]) => tarEntry(path, text)))
}

export function zipped(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(joined([...blocks, new Uint8Array(1024)])))
}

/** A header and the file, filled to blocks. `type` as in ustar: `0` file, `2` link, `x` pax, `L` GNU name. */
export function tarEntry(path: string, text: string, type = '0'): Uint8Array[] {
  const encoder = new TextEncoder()
  const bytes = encoder.encode(text)
  const header = new Uint8Array(512)
  const put = (at: number, value: string) => header.set(encoder.encode(value), at)
  put(0, path.slice(0, 100))
  put(124, bytes.length.toString(8).padStart(11, '0'))
  put(156, type)
  put(257, 'ustar\0')
  const filled = new Uint8Array(Math.ceil(bytes.length / 512) * 512)
  filled.set(bytes)
  return [header, filled]
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export async function integrityOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-512', bytes))
  return `sha512-${btoa(String.fromCharCode(...hash))}`
}
