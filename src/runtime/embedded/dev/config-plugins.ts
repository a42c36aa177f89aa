import type { EngineFiles } from '../files.ts'
import type { ProjectConfig } from '../transform/transform.ts'
import { isList, isMap, isTagged } from './static-value.ts'
import type { Call, StaticValue } from './static-value.ts'

/** What the plugins of a vite.config ask of the engine. */
export interface KnownPlugins {
  readonly known: ProjectConfig['plugins']
  readonly tsconfigPaths: boolean
  readonly jsxImportSource: string | undefined
  readonly jsxRuntime: string | undefined
}

type PluginName = 'react' | 'vue' | 'svelte' | 'tailwindcss'

const PLUGINS: ReadonlyMap<string, PluginName> = new Map([
  ['@vitejs/plugin-react', 'react'],
  ['@vitejs/plugin-react-swc', 'react'],
  ['@vitejs/plugin-react-oxc', 'react'],
  ['@vitejs/plugin-vue', 'vue'],
  ['@sveltejs/vite-plugin-svelte', 'svelte'],
  ['@tailwindcss/vite', 'tailwindcss'],
])

/** Options of known plugins that are understood, or that change nothing in a preview. */
const OPTIONS = new Set([
  'jsxImportSource',
  'jsxRuntime',
  'include',
  'exclude',
  'fastRefresh',
  'optimize',
  'preprocess',
])

const WAY_OUT = 'use the WebContainer to run the project with Vite itself'

/** Adds a warning for every plugin and option that has no effect. */
export function readPlugins(
  files: EngineFiles,
  value: StaticValue,
  warnings: string[],
): KnownPlugins {
  const known = new Set<PluginName>()
  let tsconfigPaths = false
  let options: ReadonlyMap<string, StaticValue> = new Map()
  for (const item of flat(value)) {
    if (!isTagged(item)) {
      if (isMap(item)) warnings.push(inlinePlugin(item))
      continue // false, null and undefined stand for no plugin
    }
    if (item.type === 'unknown' || item.type === 'function') {
      const what = item.type === 'unknown' ? item.what : 'a function'
      warnings.push(`A plugin of vite.config (${what}) does not run in this engine: ${WAY_OUT}.`)
      continue
    }
    const plugin = PLUGINS.get(item.source)
    if (plugin) {
      known.add(plugin)
      if (item.type !== 'call') continue
      const given = optionsOf(item)
      if (plugin === 'react') options = given
      for (const name of given.keys()) {
        if (!OPTIONS.has(name)) warnings.push(optionWarning(item.source, name))
      }
    } else if (item.source === 'vite-tsconfig-paths') tsconfigPaths = true
    else warnings.push(pluginWarning(item.source))
  }
  readPostcss(files, known, warnings)
  const jsxImportSource = options.get('jsxImportSource')
  const jsxRuntime = options.get('jsxRuntime')
  return {
    known,
    tsconfigPaths,
    jsxImportSource: typeof jsxImportSource === 'string' ? jsxImportSource : undefined,
    jsxRuntime: typeof jsxRuntime === 'string' ? jsxRuntime : undefined,
  }
}

function flat(value: StaticValue): readonly StaticValue[] {
  if (!isList(value)) return value === undefined ? [] : [value]
  return value.flatMap((item) => (isList(item) ? flat(item) : [item]))
}

function optionsOf({ args }: Call): ReadonlyMap<string, StaticValue> {
  const [first] = args
  return isMap(first) ? first : new Map<string, StaticValue>()
}

/** What is missing without some plugins that many projects have. */
const MISSING: readonly (readonly [RegExp, string])[] = [
  [/svgr/, 'SVG files are not turned into components'],
  [/pwa/, 'there is no web app manifest and no service worker'],
  [/mdx/, 'MDX files are not compiled'],
  [/legacy/, 'builds hold no code for old browsers'],
  [/node-polyfills/, 'Node modules have no stand-ins'],
  [/mock/, 'requests are not answered by mocks'],
  [/auto-import|components/, 'nothing is imported that the source does not import'],
  [/icons/, 'icons are not made from their names'],
  [/router|pages/, 'routes are not generated from files'],
  [/checker|eslint|inspect|visualizer|devtools|tagger/, 'its reports and marks are missing'],
  [/compression|imagemin/, 'builds are not compressed'],
  [/vue-jsx/, 'JSX of Vue is not compiled'],
]

function pluginWarning(source: string): string {
  const missing = MISSING.find(([name]) => name.test(source))?.[1] ?? 'what it does is missing'
  return `The Vite plugin "${source}" does not run in this engine, so ${missing}: ${WAY_OUT}.`
}

function optionWarning(source: string, name: string): string {
  return `The option "${name}" of "${source}" has no effect in this engine: ${WAY_OUT}.`
}

function inlinePlugin(plugin: ReadonlyMap<string, StaticValue>): string {
  const name = plugin.get('name')
  const shown = typeof name === 'string' ? `"${name}"` : 'written in vite.config'
  return `The Vite plugin ${shown} does not run in this engine: ${WAY_OUT}.`
}

/** PostCSS plugins do not run; Tailwind 4 through PostCSS is Tailwind all the same. */
function readPostcss(files: EngineFiles, known: Set<PluginName>, warnings: string[]): void {
  const path = ['js', 'mjs', 'cjs', 'ts'].map((end) => `postcss.config.${end}`).find(files.has)
  const source = path === undefined ? undefined : files.text(path)
  if (path === undefined || source === undefined) return
  const named = new Set(source.match(/@tailwindcss\/postcss|tailwindcss|autoprefixer/g))
  if (named.has('@tailwindcss/postcss')) known.add('tailwindcss')
  const others: string[] = [...(source.match(/['"](?:postcss-|cssnano)[\w-]*['"]/g) ?? [])]
  if (named.has('tailwindcss') && !named.has('@tailwindcss/postcss')) others.push('tailwindcss 3')
  if (others.length === 0) return
  warnings.push(`${path} is not run, so these have no effect: ${others.join(', ')}; ${WAY_OUT}.`)
}
