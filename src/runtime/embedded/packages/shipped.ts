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
  has(name: string, version: string): boolean
  /** The packages that the shipped modules import; undefined when it is not shipped. */
  imports(name: string, version: string): readonly string[] | undefined
  /** Undefined when it is not shipped, or its file cannot be had: then it is fetched like any other. */
  load(name: string, version: string): Promise<Prebundle | undefined>
}

export interface ShippedFile {
  /** Its name in the folder; it holds a Prebundle. */
  readonly file: string
  /** Names of other packages. */
  readonly imports: readonly string[]
}

/** By name and version: `react@19.0.0`. Part of the engine's code, so that nothing waits for it. */
export type ShippedIndex = Readonly<Record<string, ShippedFile>>

export const nothingShipped: ShippedPackages = {
  has: () => false,
  imports: () => undefined,
  load: async () => undefined,
}

/** `folder`: absolute address with a trailing slash of the folder that the files lie in. */
export function shippedPackages(
  folder: string,
  fetch: typeof globalThis.fetch,
  index: ShippedIndex,
): ShippedPackages {
  const files = new Map(Object.entries(index))
  const loaded = new Map<string, Promise<Prebundle | undefined>>()

  async function read(key: string): Promise<Prebundle | undefined> {
    const file = files.get(key)?.file
    if (file === undefined) return undefined
    try {
      const response = await fetch(new URL(file, folder))
      return response.ok ? readPrebundle(await response.json()) : undefined
    } catch {
      // Asked for again next time: the network may be back.
      loaded.delete(key)
      return undefined
    }
  }

  return {
    has: (name, version) => files.has(`${name}@${version}`),
    imports: (name, version) => files.get(`${name}@${version}`)?.imports,
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
