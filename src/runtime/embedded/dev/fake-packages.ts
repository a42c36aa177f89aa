import { encodeText } from '#workspace/workspace.ts'
import { CompileError } from '../module.ts'
import type { DepModule, InstalledPackage, Packages } from '../packages/packages.ts'

type FakeModule = Pick<DepModule, 'format' | 'code'> & Partial<DepModule>

/** What of an installed package dev/ asks for. */
export interface FakePackage {
  readonly entries?: Readonly<Record<string, FakeModule>>
  readonly chunks?: Readonly<Record<string, FakeModule>>
  readonly files?: Readonly<Record<string, string>>
}

export type FakeTree = Readonly<Record<string, FakePackage>>

/** For tests only: packages by their folder below node_modules. Installing is not part of it. */
export function createFakePackages(
  initial: FakeTree,
): Packages & { change: (tree: FakeTree) => void } {
  let tree = new Map(Object.entries(initial))
  const listeners = new Set<() => void>()
  const refuse = () => Promise.reject(new Error('the fake installs nothing'))
  const packageAt = (folder: string): InstalledPackage => {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 1).replace('ode_modules/', '')
    return { folder, name, version: '1.0.0' }
  }

  return {
    find: (name, fromFolder) => {
      for (let from = fromFolder; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/')))) {
        const folder = `${from === '' ? '' : `${from}/`}node_modules/${name}`
        const below = folder.replace(/^.*?node_modules\//, '')
        if (tree.has(below)) return packageAt(below)
        if (from === '') return undefined
      }
    },
    list: () => [...tree.keys()].map(packageAt),
    load: async (of, subpath) => {
      const { entries = {}, chunks = {} } = tree.get(of.folder) ?? {}
      const entry = entries[subpath]
      if (!entry) {
        const message = `Package ${of.name} has no entry ${subpath}.`
        const nowhere = { file: undefined, line: undefined, column: undefined, frame: '' }
        throw new CompileError({ message, ...nowhere })
      }
      const made = (id: string, module: FakeModule): DepModule => {
        return { imports: [], others: [], ...module, id }
      }
      return {
        entry: made(subpath, entry),
        chunks: Object.entries(chunks).map(([name, chunk]) => made(`~${name}`, chunk)),
      }
    },
    resolve: async (of, subpath) => {
      const { entries = {}, files = {} } = tree.get(of.folder) ?? {}
      if (entries[subpath]) return `${subpath === '.' ? 'index' : subpath.slice(2)}.js`
      return subpath.slice(2) in files ? subpath.slice(2) : undefined
    },
    read: async (of, path) => {
      const text = tree.get(of.folder)?.files?.[path]
      return text === undefined ? undefined : encodeText(text)
    },
    paths: async (of) => Object.keys(tree.get(of.folder)?.files ?? {}),
    ci: refuse,
    install: refuse,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change: (next) => {
      tree = new Map(Object.entries(next))
      for (const listener of [...listeners]) listener()
    },
  }
}
