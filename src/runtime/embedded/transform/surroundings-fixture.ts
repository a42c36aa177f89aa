import type { ProjectConfig, Surroundings } from './transform.ts'

/** For tests only: a project as create-vite makes it, in which `files` can be read. */
export function fakeSurroundings(
  files: Readonly<Record<string, string>> = {},
  config: Partial<ProjectConfig> = {},
  compiler: Partial<ProjectConfig['compiler']> = {},
): Surroundings {
  return {
    command: 'serve',
    env: { MODE: 'development', DEV: true, PROD: false, SSR: false, BASE_URL: '/' },
    config: {
      base: '/',
      alias: [],
      define: {},
      plugins: new Set(),
      publicDir: 'public',
      outDir: 'dist',
      envPrefix: ['VITE_'],
      css: {},
      warnings: [],
      ...config,
      compiler: {
        jsxImportSource: 'react',
        jsxRuntime: 'automatic',
        experimentalDecorators: false,
        emitDecoratorMetadata: false,
        useDefineForClassFields: true,
        ...compiler,
      },
    },
    text: (path) => files[path],
    paths: () => Object.keys(files),
    packageText: () => Promise.resolve(undefined),
  }
}
