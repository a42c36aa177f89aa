import { isGenerated } from '#workspace/paths.ts'
import { joinPath } from '../transform/relative-path.ts'
import type { ProjectConfig, Surroundings } from '../transform/transform.ts'
import { createCompiler } from './compile-module.ts'
import { readProjectConfig } from './config.ts'
import type { DevServerOptions } from './dev-server.ts'
import { readEnv } from './env.ts'
import { createFileSpace } from './file-space.ts'
import type { FileSpace } from './file-space.ts'
import { createGraph } from './graph.ts'
import type { Graph } from './graph.ts'
import { packagePlace } from './module-id.ts'
import { createResolver } from './resolve.ts'
import type { Resolver } from './resolve.ts'

/** All that follows from the project's configuration; made anew when that or a package changes. */
export interface Project {
  readonly config: ProjectConfig
  readonly around: Surroundings
  readonly space: FileSpace
  readonly resolver: Resolver
  readonly graph: Graph
}

type ProjectOptions = Pick<DevServerOptions, 'files' | 'packages' | 'transform'>

export function openProject(options: ProjectOptions): Project {
  const { files, packages, transform } = options
  const config = readProjectConfig(files, 'development', 'serve')
  const space = createFileSpace(files, packages)
  const around = createSurroundings(options, config)
  const resolver = createResolver({ space, packages, config })
  const compile = createCompiler({ space, packages, resolver, transform, around })
  const graph = createGraph({ compile, text: files.text })
  return { config, around, space, resolver, graph }
}

/** What the transforms may ask, of a project that `config` was read from. Also for builds. */
export function createSurroundings(
  { files, packages }: Pick<DevServerOptions, 'files' | 'packages'>,
  config: ReturnType<typeof readProjectConfig>,
): Surroundings {
  let listed: readonly string[] | undefined
  let paths: readonly string[] = []
  const space = createFileSpace(files, packages)

  /** `./b.css` in a package's own file. */
  async function relativeText(specifier: string, from: string) {
    const path = joinPath(folderOf(from), specifier)
    if (path === undefined || !packagePlace(path)) return undefined
    const text = await space.text(path)
    return text === undefined ? undefined : { path, text }
  }

  return {
    command: config.command,
    config,
    env: readEnv(files, config),
    text: files.text,
    paths: () => {
      const all = files.paths()
      if (all !== listed) {
        listed = all
        paths = all.filter((path) => !isGenerated(path))
      }
      return paths
    },
    packageText: async (specifier, from) => {
      if (/^\.\.?\//.test(specifier)) return relativeText(specifier, from)
      const [, name, rest = ''] = /^((?:@[^/]+\/)?[^/@][^/]*)(\/.*)?$/.exec(specifier) ?? []
      const owner = name === undefined ? undefined : packages.find(name, folderOf(from))
      if (!owner) return undefined
      const inside = await packages.resolve(owner, rest === '' ? '.' : `.${rest}`, 'style')
      const bytes = inside === undefined ? undefined : await packages.read(owner, inside)
      if (inside === undefined || !bytes) return undefined
      const path = `node_modules/${owner.folder}/${inside}`
      return { path, text: new TextDecoder().decode(bytes) }
    },
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
