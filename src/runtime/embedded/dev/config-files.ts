import type { EngineFiles } from '../files.ts'

/** Where Vite looks for its configuration, in its order. */
const VITE_CONFIGS: readonly string[] = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map(
  (extension) => `vite.config.${extension}`,
)

/** The path of the project's vite.config; undefined when it has none. */
export function viteConfigPath(files: EngineFiles): string | undefined {
  return VITE_CONFIGS.find((path) => files.has(path))
}

/** Files that everything depends on: when one changes, the page starts anew. */
export function isConfigFile(path: string): boolean {
  if (VITE_CONFIGS.includes(path) || path === 'package.json' || path === 'index.html') return true
  if (/^[^/]+\.html$/.test(path)) return true
  const name = path.slice(path.lastIndexOf('/') + 1)
  return (
    /^[tj]sconfig(?:\..+)?\.json$/.test(name) ||
    /^\.env(?:\..+)?$/.test(name) ||
    /^(?:svelte|postcss)\.config\.[cm]?[jt]s$/.test(path)
  )
}
