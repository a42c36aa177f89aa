import { CompileError } from '../module.ts'
import type { CompiledModule, ModuleId } from '../module.ts'
import type { DepModule, Packages } from '../packages/packages.ts'
import type { Surroundings, Transform } from '../transform/transform.ts'
import { problemAt } from './import-place.ts'
import type { FileSpace } from './file-space.ts'
import { chunkId, fileId, parseId } from './module-id.ts'
import type { AbsentReason } from './module-id.ts'
import { isPrivate } from './resolve.ts'
import type { Resolver } from './resolve.ts'

/** A compiled module and what it was made from. */
export interface Compiled {
  readonly module: CompiledModule
  /** What must be there before it runs: its imports, and what cjs may require. */
  readonly needs: readonly ModuleId[]
  /** It makes a worker, which cannot ask for modules: all that it may import, at any time, goes along. */
  readonly worker: boolean
  /** Project files that it was made from. */
  readonly inputs: readonly string[]
  /** Paths that its imports were looked for at, without extensions. */
  readonly stems: readonly string[]
  readonly dependsOnPaths: boolean
  readonly dependsOnAllText: boolean
}

export interface CompilerOptions {
  readonly space: FileSpace
  readonly packages: Packages
  readonly resolver: Resolver
  readonly transform: Transform
  readonly around: Surroundings
}

/** Throws CompileError. Gives undefined for modules that the preview document has itself. */
export type CompileModule = (id: ModuleId) => Promise<Compiled | undefined>

export function createCompiler(options: CompilerOptions): CompileModule {
  const { space, packages, resolver, transform, around } = options
  /** Chunks of pre-bundles come with the entries that need them. */
  const chunks = new Map<ModuleId, DepModule>()

  async function compileFile(id: ModuleId, path: string, query: string): Promise<Compiled> {
    const bytes = isPrivate(path) ? undefined : await space.bytes(path)
    if (!bytes) throw fileError(`Failed to load /${path}: there is no such file.`, path)
    const made = await transform({ path, query, bytes }, around)
    const { imports: specifiers, dynamicImports, dependencies, ...kept } = made
    const { dependsOnPaths, dependsOnAllText, ...rest } = kept
    const links = new Map<string, ModuleId>()
    const stems = new Set<string>()
    // All at once: packages may have to be read for each. The first that fails is the one to name.
    const distinct = [...new Set([...specifiers, ...dynamicImports])]
    const resolved = await Promise.all(
      distinct.map(
        async (specifier) => [specifier, await resolver.resolve(specifier, id)] as const,
      ),
    )
    for (const [specifier, found] of resolved) {
      if (found.path !== undefined) for (const stem of stemsOf(found.path)) stems.add(stem)
      if (!found.ok) throw await unresolved(specifier, path, found.why)
      links.set(specifier, found.id)
    }
    const imports = specifiers.map((specifier) => links.get(specifier) ?? '')
    return {
      module: { ...rest, id, imports, links: Object.fromEntries(links) },
      needs: rest.format === 'cjs' ? [...links.values()] : imports,
      worker: /^(?:worker|worker_url|sharedworker)\b/.test(query),
      inputs: [path, ...dependencies],
      stems: [...stems],
      dependsOnPaths,
      dependsOnAllText: dependsOnAllText === true,
    }
  }

  async function unresolved(specifier: string, path: string, why: string): Promise<CompileError> {
    const message = `Failed to resolve import "${specifier}" from "${path}". ${why}`
    return new CompileError(problemAt(message, path, await space.text(path), specifier))
  }

  async function compileDep(id: ModuleId, folder: string, subpath: string): Promise<Compiled> {
    const owner = space.packageAt(folder)
    if (!owner) throw fileError(`The package in node_modules/${folder} is not installed.`)
    const loaded = await packages.load(owner, subpath)
    for (const chunk of loaded.chunks) chunks.set(chunkOf(folder, chunk.id), chunk)
    return linkDep(id, folder, loaded.entry)
  }

  async function linkDep(id: ModuleId, folder: string, dep: DepModule): Promise<Compiled> {
    const { others, imports: specifiers, ...rest } = dep
    const links = new Map(
      await Promise.all(
        [...new Set([...specifiers, ...others])].map(async (specifier) => {
          const isChunk = specifier.startsWith('~')
          const link = isChunk ? chunkId(folder, specifier.slice(1)) : await depLink(specifier, id)
          return [specifier, link] as const
        }),
      ),
    )
    const imports = specifiers.map((specifier) => links.get(specifier) ?? '')
    return {
      module: { ...rest, id, imports, links: Object.fromEntries(links) },
      needs: dep.format === 'cjs' ? [...links.values()] : imports,
      worker: false,
      inputs: [],
      stems: [],
      dependsOnPaths: false,
      dependsOnAllText: false,
    }
  }

  async function depLink(specifier: string, id: ModuleId): Promise<ModuleId> {
    const found = await resolver.resolve(specifier, id)
    if (found.ok) return found.id
    throw fileError(`Failed to resolve "${specifier}", which ${id} imports. ${found.why}`)
  }

  return async (id) => {
    const parsed = parseId(id)
    switch (parsed?.kind) {
      case undefined:
        throw fileError(`${id} is no module of this project.`)
      case 'client':
        return undefined
      case 'absent':
        return absent(id, parsed.reason, parsed.name)
      case 'file':
        return compileFile(fileId(parsed.path, parsed.query), parsed.path, parsed.query)
      case 'dep':
        return compileDep(id, parsed.folder, parsed.subpath)
      case 'chunk': {
        const chunk = chunks.get(id)
        if (!chunk) throw fileError(`${id} is out of date: reload the page.`)
        return linkDep(id, parsed.folder, chunk)
      }
    }
  }
}

function fileError(message: string, file?: string): CompileError {
  return new CompileError({ message, file, line: undefined, column: undefined, frame: '' })
}

/** A chunk's own id is `~name` or an id that ends in it. */
function chunkOf(folder: string, id: string): ModuleId {
  return chunkId(folder, id.slice(id.lastIndexOf('~') + 1))
}

/** A path without its extension, and its folder's when it is an index: what an import may have named. */
export function stemsOf(path: string): string[] {
  const stem = path.replace(/\.[^./]+$/, '')
  const folder = /^(?:(.*)\/)?index$/.exec(stem)
  return folder ? [stem, folder[1] ?? '', path] : [stem, path]
}

/** Stands for what a browser does not have; see AbsentReason. */
function absent(id: ModuleId, reason: AbsentReason, name: string): Compiled {
  return {
    module: { id, format: 'cjs', code: absentCode(reason, name), imports: [], links: {} },
    needs: [],
    worker: false,
    inputs: [],
    stems: [],
    dependsOnPaths: false,
    dependsOnAllText: false,
  }
}

function absentCode(reason: AbsentReason, name: string): string {
  const quoted = JSON.stringify(name)
  if (reason === 'peer') {
    return (
      `throw new Error('The package "' + ${quoted} + '" is not installed, and a package needs it: ` +
      `npm install ' + ${quoted} + ' would add it.')`
    )
  }
  // Interop and promises look at these names of any module.
  const ignored = `['__esModule', 'default', 'then', '__proto__', 'constructor', 'splice']`
  const message =
    `'Module "' + ${quoted} + '" has been externalized for browser compatibility. Cannot access "' + ` +
    `${quoted} + '.' + key + '" in client code.'`
  const use = reason === 'builtin' ? `throw new Error(${message})` : `console.warn(${message})`
  return [
    `const ignored = new Set(${ignored})`,
    `const get = (target, key) => {`,
    `  if (typeof key === 'string' && !ignored.has(key)) ${use}`,
    `}`,
    `module.exports = new Proxy({}, { get })`,
  ].join('\n')
}
