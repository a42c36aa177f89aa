import { record, text, textMap, texts } from './json.ts'
import type { Prebundle, PrebundledModule } from './prebundle.ts'

/** A pre-bundle that was made when the app was built. */
export interface ShippedPackage {
  readonly name: string
  readonly version: string
  readonly prebundle: Prebundle
}

/** Pre-bundles that lie beside the app's own files. Used only for exactly their version. */
export interface ShippedPackages {
  has(name: string, version: string): Promise<boolean>
  /** Undefined when it is not shipped, or its file cannot be had: then it is fetched like any other. */
  load(name: string, version: string): Promise<Prebundle | undefined>
}

/** `index.json` of the folder: `{ "react@19.0.0": "react-19.0.0.<hash>.json" }`; the files hold a Prebundle. */
export type ShippedIndex = Readonly<Record<string, string>>

export const nothingShipped: ShippedPackages = {
  has: async () => false,
  load: async () => undefined,
}

/** `folder`: absolute address with a trailing slash of the folder that `index.json` lies in. */
export function shippedPackages(
  folder: string,
  fetch: typeof globalThis.fetch,
  indexFile = 'index.json',
): ShippedPackages {
  let index: Promise<ReadonlyMap<string, string>> | undefined
  const loaded = new Map<string, Promise<Prebundle | undefined>>()

  async function fetchJson(file: string): Promise<unknown> {
    const response = await fetch(new URL(file, folder))
    return response.ok ? response.json() : undefined
  }

  async function readIndex(): Promise<ReadonlyMap<string, string>> {
    try {
      const entries = Object.entries(record(await fetchJson(indexFile)) ?? {})
      return new Map(
        entries.flatMap(([key, file]) => (typeof file === 'string' ? [[key, file]] : [])),
      )
    } catch {
      // Asked for again next time: the network may be back.
      index = undefined
      return new Map()
    }
  }

  async function read(key: string): Promise<Prebundle | undefined> {
    const file = (await (index ??= readIndex())).get(key)
    if (file === undefined) return undefined
    try {
      return readPrebundle(await fetchJson(file))
    } catch {
      loaded.delete(key)
      return undefined
    }
  }

  return {
    async has(name, version) {
      return (await (index ??= readIndex())).has(`${name}@${version}`)
    },
    load(name, version) {
      const key = `${name}@${version}`
      const known = loaded.get(key) ?? read(key)
      loaded.set(key, known)
      return known
    },
  }
}

/** A pre-bundle that was written as JSON; undefined when it is damaged. */
export function readPrebundle(value: unknown): Prebundle | undefined {
  const data = record(value)
  if (!data || !Array.isArray(data['modules'])) return undefined
  const modules = data['modules'].map(readModule)
  const entries = texts(data['entries'])
  const whole = modules.filter((module) => module !== undefined)
  if (whole.length !== modules.length) return undefined
  const keys = new Set(whole.map(({ key }) => key))
  if (entries.some((entry) => !keys.has(entry))) return undefined
  const paths = Object.fromEntries(textMap(data['paths']))
  return { entries, paths, modules: whole, missing: texts(data['missing']) }
}

function readModule(value: unknown): PrebundledModule | undefined {
  const data = record(value)
  const key = text(data?.['key'])
  const code = text(data?.['code'])
  const format = data?.['format']
  if (!data || key === undefined || code === undefined) return undefined
  if (format !== 'esm' && format !== 'async') return undefined
  return {
    key,
    code,
    format,
    imports: texts(data['imports']),
    dynamicImports: texts(data['dynamicImports']),
    ...(data['interop'] === true ? { interop: true as const } : {}),
  }
}
