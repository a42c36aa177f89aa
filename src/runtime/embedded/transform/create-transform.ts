import { loadChunk } from '../load-chunk.ts'
import {
  ASSET_EXTENSIONS,
  decode,
  transformAsset,
  transformInline,
  transformRaw,
  transformWasmInit,
  transformWorker,
} from './asset.ts'
import { compileStyle, type ExpandTailwind } from './css.ts'
import { emitStyle, type StyleUse } from './css-emit.ts'
import { refusePreprocessor } from './css-import.ts'
import { isInlineScript, transformInlineScript } from './html.ts'
import { transformJson } from './json.ts'
import { sourceText, tooDeep } from './limits.ts'
import { extensionOf } from './mime.ts'
import { failFile } from './place.ts'
import { transformScript } from './script.ts'
import type { Surroundings, Transform, Transformed, TransformInput } from './transform.ts'

const SCRIPTS: ReadonlyMap<string, 'js' | 'jsx' | 'ts' | 'tsx'> = new Map([
  ['js', 'js'],
  ['mjs', 'js'],
  ['cjs', 'js'],
  ['jsx', 'jsx'],
  ['ts', 'ts'],
  ['mts', 'ts'],
  ['cts', 'ts'],
  ['tsx', 'tsx'],
])

const PREPROCESSORS = new Set(['scss', 'sass', 'less', 'styl', 'stylus'])

/**
 * The transform of a project: by extension and query, as Vite does. What only
 * some projects need (Vue, Svelte, Tailwind) is loaded with the first file of its kind.
 * It keeps what it has read between calls, so each project needs its own.
 */
export function createTransform(): Transform {
  const tailwind = once(async () =>
    (await loadChunk(() => import('./tailwind.ts'), 'createTailwind')).createTailwind(),
  )
  const vue = once(async () => (await loadChunk(() => import('./vue.ts'), 'createVue')).createVue())
  const svelte = once(async () =>
    (await loadChunk(() => import('./svelte.ts'), 'createSvelte')).createSvelte(),
  )

  return async (input, around) => {
    try {
      return await transformByKind(input, around)
    } catch (error) {
      throw error instanceof RangeError ? tooDeep(input.path) : error
    }
  }

  async function transformByKind(
    input: TransformInput,
    around: Surroundings,
  ): Promise<Transformed> {
    const flags = new URLSearchParams(input.query)
    const extension = extensionOf(input.path)
    const has = (flag: string): boolean => flags.has(flag)

    if (has('raw')) return transformRaw(input.bytes)
    if (has('worker') || has('worker_url')) {
      const address = has('worker_url') || has('url')
      return transformWorker(input.path, address ? 'workerAddress' : 'workerClass')
    }
    if (has('sharedworker')) return transformWorker(input.path, 'sharedWorkerClass')
    if (has('vue') && flags.get('type') === 'style') {
      return (await vue()).block(input, flags, around, expandTailwind(around))
    }
    if (has('svelte') && has('type')) {
      return (await svelte()).style(input, around, expandTailwind(around))
    }
    if (PREPROCESSORS.has(extension) && !has('url')) {
      throw failFile(input.path, refusePreprocessor(extension))
    }
    if (extension === 'css' || extension === 'pcss' || extension === 'postcss') {
      const use = has('inline') ? 'text' : has('url') ? 'address' : 'page'
      return transformCss(input, use, around, expandTailwind(around))
    }
    if (extension === 'wasm' && has('init')) return transformWasmInit(input.path)
    if (has('inline')) return transformInline(input.path, input.bytes)
    if (extension === 'html' && isInlineScript(input.query)) {
      return transformInlineScript(
        input.path,
        input.query,
        sourceText(input.path, input.bytes),
        around,
      )
    }
    if (has('url') || has('no-inline')) return transformAsset(input.path, input.bytes)
    return transformPlain(input, extension, around)
  }

  async function transformPlain(
    input: TransformInput,
    extension: string,
    around: Surroundings,
  ): Promise<Transformed> {
    const { path } = input
    if (extension === 'json') return transformJson(path, decode(input.bytes))
    if (ASSET_EXTENSIONS.has(extension)) return transformAsset(path, input.bytes)
    if (extension === 'vue') {
      requirePlugin(path, 'vue', 'vue() of @vitejs/plugin-vue', around)
      return (await vue()).component(input, around)
    }
    if (extension === 'svelte' || /\.svelte\.[jt]s$/.test(path)) {
      requirePlugin(path, 'svelte', 'svelte() of @sveltejs/vite-plugin-svelte', around)
      return (await svelte()).component(input, around)
    }
    const lang = SCRIPTS.get(extension)
    if (lang) {
      const source = sourceText(path, input.bytes)
      return transformScript({ path, query: input.query, source, lang }, around)
    }
    throw failFile(path, unknownExtension(extension))
  }

  function expandTailwind(around: Surroundings): ExpandTailwind | undefined {
    if (!around.config.plugins.has('tailwindcss')) return undefined
    return async (source, run) => (await tailwind()).expand(source, run)
  }
}

async function transformCss(
  { path, query, bytes }: TransformInput,
  use: StyleUse,
  around: Surroundings,
  tailwind: ExpandTailwind | undefined,
): Promise<Transformed> {
  const modules = /\.module\.\w+$/.test(path) || new URLSearchParams(query).has('module')
  const source = { path, text: sourceText(path, bytes) }
  const style = await compileStyle(source, { tailwind, modules }, around)
  return emitStyle(style, query ? `/${path}?${query}` : `/${path}`, use, around)
}

function requirePlugin(
  path: string,
  plugin: 'vue' | 'svelte',
  call: string,
  { config }: Surroundings,
): void {
  if (config.plugins.has(plugin)) return
  throw failFile(path, `A .${plugin} file needs its plugin: add ${call} to plugins in vite.config.`)
}

function unknownExtension(extension: string): string {
  if (extension === 'wasm') {
    return 'A .wasm file cannot be imported as it is: import it with ?init (a function) or ?url (its address).'
  }
  if (extension === 'html') {
    return 'An .html file cannot be imported as it is: import its text with ?raw, or its address with ?url.'
  }
  const kind = extension ? `.${extension} files` : 'Files without an extension'
  return (
    `${kind} cannot be imported as they are: Vite would need a plugin for them. ` +
    'Import the text with ?raw, or the address with ?url.'
  )
}

/** Made on the first call; a failed one (no network for its chunk) is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () =>
    (made ??= make().catch((thrown: unknown) => {
      made = undefined
      throw thrown
    }))
}
