import { Failure } from '#failure.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { InstalledPackage, InstallSummary, Packages } from '../packages/packages.ts'

/** Installed packages for the tests of the shell: files in memory, and a registry that is told what to say. */
export interface FakePackages extends Packages {
  /** Every installation that was asked for, such as `ci` or `install +zod -react dev`. */
  readonly calls: readonly string[]
  /** What the next installation does; a Failure is thrown. */
  next: Partial<InstallSummary> | Failure | 'hang'
  /** Files of a package cannot be reached. */
  offline: boolean
  /** Paths that were read, as `folder!path`. */
  readonly reads: readonly string[]
}

const NOTHING: InstallSummary = {
  added: 0,
  removed: 0,
  changed: 0,
  warnings: [],
  files: new Map(),
}

/** `installed` by `folder@version`, such as `react@19.0.0` or `a/node_modules/b@1.0.0`: files by path. */
export function createFakePackages(
  installed: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): FakePackages {
  const calls: string[] = []
  const reads: string[] = []
  const contents = new Map<string, Readonly<Record<string, string>>>()
  const list = Object.entries(installed).map(([id, files]): InstalledPackage => {
    const at = id.lastIndexOf('@')
    const folder = id.slice(0, at)
    contents.set(folder, files)
    return { folder, name: folder.replace(/^.*node_modules\//, ''), version: id.slice(at + 1) }
  })

  async function run(call: string, progress: (line: string) => void, signal: AbortSignal) {
    calls.push(call)
    const { next } = fake
    if (next instanceof Failure) throw next
    if (next === 'hang') {
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Failure('aborted', 'Stopped.')))
      })
      return NOTHING
    }
    progress('Fetched 1 of 2 · react')
    return { ...NOTHING, ...next }
  }

  function files(of: InstalledPackage): Readonly<Record<string, string>> {
    if (fake.offline) throw new Failure('offline', `The files of ${of.name} are not here.`)
    return contents.get(of.folder) ?? {}
  }

  const fake: FakePackages = {
    calls,
    reads,
    next: {},
    offline: false,
    find: (name, fromFolder) => {
      const roots = fromFolder.split('node_modules/').slice(1)
      for (let depth = roots.length; depth >= 0; depth--) {
        const outer = roots.slice(0, depth).join('node_modules/').replace(/\/$/, '')
        const folder = outer === '' ? name : `${outer}/node_modules/${name}`
        const found = list.find((of) => of.folder === folder)
        if (found) return found
      }
      return undefined
    },
    list: () => list,
    load: async () => {
      throw new Failure('unsupported', 'The fake bundles nothing.')
    },
    resolve: async () => undefined,
    read: async (of, path) => {
      reads.push(`${of.folder}!${path}`)
      const text = files(of)[path]
      return text === undefined ? undefined : encodeText(text)
    },
    paths: async (of) => Object.keys(files(of)),
    ci: async (_manifest, _lockfile, progress, signal) => run('ci', progress, signal),
    install: async (_manifest, _lockfile, { add, remove, dev }, progress, signal) => {
      const words = [...add.map((name) => `+${name}`), ...remove.map((name) => `-${name}`)]
      return run(['install', ...words, ...(dev ? ['dev'] : [])].join(' '), progress, signal)
    },
    onChange: () => () => undefined,
  }
  return fake
}
