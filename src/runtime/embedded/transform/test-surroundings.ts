/** A project as transforms see it, for tests. */
import type { ProjectConfig, Surroundings } from './transform.ts'

export const plainConfig: ProjectConfig = {
  base: '/',
  alias: [{ find: '@', replacement: '/src' }],
  define: {},
  plugins: new Set(),
  publicDir: 'public',
  outDir: 'dist',
  envPrefix: ['VITE_'],
  css: {},
  compiler: {
    jsxImportSource: 'react',
    jsxRuntime: 'automatic',
    experimentalDecorators: false,
    emitDecoratorMetadata: false,
    useDefineForClassFields: true,
  },
  warnings: [],
}

interface ProjectOptions {
  readonly files?: Readonly<Record<string, string>>
  /** Files of packages by path (`node_modules/x/a.css`), found by `x/a.css`. */
  readonly packages?: Readonly<Record<string, string>>
  readonly config?: Partial<ProjectConfig>
  readonly command?: 'serve' | 'build'
  readonly env?: Readonly<Record<string, string | boolean>>
}

export function project(options: ProjectOptions = {}): Surroundings {
  const files = new Map(Object.entries(options.files ?? {}))
  const packages = new Map(Object.entries(options.packages ?? {}))
  return {
    command: options.command ?? 'serve',
    config: { ...plainConfig, ...options.config },
    env: options.env ?? { MODE: 'development', DEV: true, PROD: false, BASE_URL: '/' },
    text: (path) => files.get(path),
    paths: () => [...files.keys()],
    packageText: (specifier, from) => {
      const path = specifier.startsWith('.')
        ? new URL(specifier, `file:///${from}`).pathname.slice(1)
        : `node_modules/${specifier}`
      const text = packages.get(path)
      return Promise.resolve(text === undefined ? undefined : { path, text })
    },
  }
}
