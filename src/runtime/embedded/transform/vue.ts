import {
  compileScript,
  compileStyle as compileVueStyle,
  compileTemplate,
  invalidateTypeCache,
  parse,
  type SFCDescriptor,
  type SFCScriptBlock,
  type SFCStyleBlock,
  type SFCTemplateCompileResults,
} from 'vue/compiler-sfc'
import { CompileError } from '../module.ts'
import { compileStyle, type ExpandTailwind } from './css.ts'
import { emitStyle } from './css-emit.ts'
import { refusePreprocessor } from './css-import.ts'
import { quote } from './emit.ts'
import { joinMapped } from './join-maps.ts'
import { sourceText } from './limits.ts'
import { failAt, failFile, placeOf } from './place.ts'
import { applyAlias, resolveFrom } from './relative-path.ts'
import { transformScript } from './script.ts'
import { parseMap } from './source-map.ts'
import type { Surroundings, Transformed, TransformInput } from './transform.ts'
import { hashOf, hotCode, seenCode } from './vue-hot.ts'

export interface Vue {
  /** A single-file component. Rejects with CompileError. */
  component(input: TransformInput, around: Surroundings): Promise<Transformed>
  /** One of its styles (`?vue&type=style…`), or a sheet that it takes with `src`. */
  block(
    input: TransformInput,
    flags: URLSearchParams,
    around: Surroundings,
    tailwind: ExpandTailwind | undefined,
  ): Promise<Transformed>
}

const SCRIPT_LANGS = ['js', 'jsx', 'ts', 'tsx'] as const
type ScriptLang = (typeof SCRIPT_LANGS)[number]

export function createVue(): Vue {
  /** Files that types were read from, as they were; the compiler keeps what it read. */
  const typeFiles = new Map<string, string | undefined>()

  async function component(input: TransformInput, around: Surroundings): Promise<Transformed> {
    const { path } = input
    const source = sourceText(path, input.bytes)
    const descriptor = parseComponent(path, source)
    const dependencies: string[] = []
    const hot = around.command === 'serve'
    const id = hashOf(path)

    for (const [file, text] of typeFiles) {
      if (around.text(file) === text) continue
      invalidateTypeCache(`/${file}`)
      typeFiles.delete(file)
    }
    const inline = !hot && descriptor.scriptSetup !== null && !descriptor.template?.src
    const lang = langOf(descriptor, path, source)
    const script = scriptOf(descriptor, { id, inline, around })
    for (const file of script?.deps ?? []) {
      const name = file.replace(/^\//, '')
      typeFiles.set(name, around.text(name))
      dependencies.push(name)
    }
    const template = inline ? undefined : templateOf(descriptor, id, script, around, dependencies)
    const scriptCode = scriptText(descriptor, script)
    const styles = stylesOf(descriptor, id)
    const end = [
      'const __made = _sfc_main',
      ...(template ? ['__made.render = render'] : []),
      ...(descriptor.styles.some((style) => style.scoped)
        ? [`__made.__scopeId = "data-v-${id}"`]
        : []),
      ...styles,
      ...(hot
        ? hotCode({
            id,
            file: path,
            script: hashOf(scriptCode),
            look: hashOf(JSON.stringify([template?.code, descriptor.styles])),
          })
        : ['export default __made']),
    ]
    const joined = joinMapped(
      [
        { text: scriptCode, map: mapOf(script) },
        {
          text: template?.code.replace('export function render', 'function render') ?? '',
          map: mapOf(template),
        },
        { text: end.join('\n'), map: undefined },
      ],
      `/${path}`,
      source,
    )
    const made = await transformScript(
      { path, query: input.query, source: joined.code, lang, inputMap: joined.map },
      around,
    )
    const warnings = [...(script?.warnings ?? []), ...(template?.tips ?? []), ...unused(descriptor)]
    return {
      ...made,
      code: hot ? `${made.code}\n${seenCode(made)}` : made.code,
      dependencies: [...made.dependencies, ...dependencies],
      ...(warnings.length > 0 ? { warnings: warnings.map((line) => `${path}: ${line}`) } : {}),
    }
  }

  async function block(
    input: TransformInput,
    flags: URLSearchParams,
    around: Surroundings,
    tailwind: ExpandTailwind | undefined,
  ): Promise<Transformed> {
    const { path, query } = input
    const text = sourceText(path, input.bytes)
    const outside = flags.get('src')
    const id = outside ?? hashOf(path)
    const style = outside === null ? styleAt(path, text, Number(flags.get('index'))) : undefined
    const compiled = compileVueStyle({
      source: style ? onItsLines(style) : text,
      filename: path,
      id: `data-v-${id}`,
      scoped: style ? style.scoped === true : flags.has('scoped'),
      isProd: around.command === 'build',
      trim: false,
    })
    for (const error of compiled.errors) throw styleError(error, path, text)
    const sheet = await compileStyle(
      { path, text: compiled.code },
      { tailwind, modules: style ? Boolean(style.module) : flags.has('module') },
      around,
    )
    return emitStyle(sheet, `/${path}?${query}`, 'page', around)
  }

  return { component, block }
}

function parseComponent(path: string, source: string): SFCDescriptor {
  const { descriptor, errors } = parse(source, { filename: `/${path}`, sourceMap: true })
  for (const error of errors) {
    const start = 'loc' in error ? error.loc.start : undefined
    if (!start) throw failFile(path, error.message)
    throw failAt(path, source, { line: start.line, column: start.column - 1 }, error.message)
  }
  const { template } = descriptor
  if (template?.lang && template.lang !== 'html') {
    throw failAt(
      path,
      source,
      placeOf(source, template.loc.start.offset),
      `<template lang="${template.lang}"> needs a program that the embedded engine does not have. Write plain HTML, or run this project in the WebContainer.`,
    )
  }
  return descriptor
}

function langOf({ script, scriptSetup }: SFCDescriptor, path: string, source: string): ScriptLang {
  const lang = scriptSetup?.lang ?? script?.lang ?? 'js'
  const known = SCRIPT_LANGS.find((one) => one === lang)
  if (known) return known
  const at = (scriptSetup ?? script)?.loc.start.offset ?? 0
  throw failAt(
    path,
    source,
    placeOf(source, at),
    `<script lang="${lang}"> is not known: use ts, tsx, js or jsx.`,
  )
}

function scriptOf(
  descriptor: SFCDescriptor,
  { id, inline, around }: { id: string; inline: boolean; around: Surroundings },
): SFCScriptBlock | undefined {
  const { script, scriptSetup, filename, source } = descriptor
  if (!scriptSetup && (!script || script.src)) return undefined
  try {
    return compileScript(descriptor, {
      id,
      isProd: around.command === 'build',
      inlineTemplate: inline,
      genDefaultAs: '_sfc_main',
      templateOptions: { compilerOptions: { expressionPlugins: plugins(descriptor) } },
      fs: {
        fileExists: (file) => around.text(file.replace(/^\//, '')) !== undefined,
        readFile: (file) => around.text(file.replace(/^\//, '')),
      },
    })
  } catch (thrown) {
    throw compilerError(thrown, filename.slice(1), source)
  }
}

function templateOf(
  descriptor: SFCDescriptor,
  id: string,
  script: SFCScriptBlock | undefined,
  around: Surroundings,
  dependencies: string[],
): SFCTemplateCompileResults | undefined {
  const { template, filename, source } = descriptor
  if (!template) return undefined
  const path = filename.slice(1)
  let text = template.content
  let file = path
  if (template.src) {
    const meant = applyAlias(template.src, around.config.alias) ?? template.src
    file = (meant.startsWith('/') ? meant.slice(1) : resolveFrom(path, meant)) ?? ''
    dependencies.push(file)
    const found = around.text(file)
    if (found === undefined)
      throw failFile(path, `There is no file ${template.src} for <template src>.`)
    text = found
  }
  const made = compileTemplate({
    source: text,
    ...(template.src || !template.ast ? {} : { ast: template.ast }),
    ...(template.map && !template.src ? { inMap: template.map } : {}),
    filename: `/${file}`,
    id,
    scoped: descriptor.styles.some((style) => style.scoped),
    slotted: descriptor.slotted,
    isProd: around.command === 'build',
    compilerOptions: {
      ...(script?.bindings ? { bindingMetadata: script.bindings } : {}),
      expressionPlugins: plugins(descriptor),
      sourceMap: true,
    },
  })
  for (const error of made.errors) {
    if (typeof error === 'string') throw failFile(file, error)
    const start = error.loc?.start
    const content = template.src ? text : source
    if (!start) throw failFile(file, error.message)
    throw failAt(file, content, { line: start.line, column: start.column - 1 }, error.message)
  }
  return made
}

function plugins({ script, scriptSetup }: SFCDescriptor): ('typescript' | 'jsx')[] {
  const lang = scriptSetup?.lang ?? script?.lang ?? ''
  return lang.startsWith('ts') ? ['typescript'] : []
}

function scriptText({ script }: SFCDescriptor, made: SFCScriptBlock | undefined): string {
  if (made) return made.content
  if (!script?.src) return 'const _sfc_main = {}'
  return `import _sfc_main from ${quote(script.src)}; export * from ${quote(script.src)}`
}

/** Imports of the styles, and the names of those that are CSS Modules. */
function stylesOf({ styles, filename, source }: SFCDescriptor, id: string): string[] {
  const path = filename.slice(1)
  const lines: string[] = []
  const modules: string[] = []
  for (const [index, style] of styles.entries()) {
    const lang = style.lang ?? 'css'
    if (lang !== 'css' && lang !== 'postcss') {
      throw failAt(path, source, placeOf(source, style.loc.start.offset), refusePreprocessor(lang))
    }
    const scoped = style.scoped ? '&scoped' : ''
    const module = style.module ? '&module' : ''
    const query = style.src
      ? `vue&type=style&src=${id}${scoped}${module}&lang.css`
      : `vue&type=style&index=${index}${module}&lang.css`
    const specifier = quote(`${style.src ?? `/${path}`}?${query}`)
    if (!style.module) lines.push(`import ${specifier}`)
    else {
      lines.push(`import __style${index} from ${specifier}`)
      const name = typeof style.module === 'string' ? style.module : '$style'
      modules.push(`${quote(name)}: __style${index}`)
    }
  }
  if (modules.length > 0) lines.push(`__made.__cssModules = { ${modules.join(', ')} }`)
  return lines
}

function styleAt(path: string, source: string, index: number): SFCStyleBlock {
  const style = parseComponent(path, source).styles[index]
  if (!style) throw failFile(path, 'This style is not in the component any more.')
  return style
}

/** A block's text below as many empty lines as stand above it, so that errors name lines of the file. */
function onItsLines({ content, loc }: SFCStyleBlock): string {
  return '\n'.repeat(loc.start.line - 1) + content
}

function mapOf(made: { map?: unknown } | undefined) {
  return made?.map ? parseMap(JSON.stringify(made.map)) : undefined
}

function unused({ customBlocks }: SFCDescriptor): string[] {
  return customBlocks.map(
    ({ type }) =>
      `the block <${type}> is left out: no plugin that the embedded engine knows takes it`,
  )
}

function styleError(error: Error, path: string, text: string): CompileError {
  const { line, column, reason } = error as { line?: unknown; column?: unknown; reason?: unknown }
  const message = `CSS: ${typeof reason === 'string' ? `${reason}.` : error.message}`
  if (typeof line !== 'number' || typeof column !== 'number') return failFile(path, message)
  return failAt(path, text, { line, column: column - 1 }, message)
}

/** The compiler tells the place only by the picture in its message: numbered lines and carets. */
function compilerError(thrown: unknown, path: string, source: string): CompileError {
  if (thrown instanceof CompileError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const message = (text.split('\n\n')[0] ?? text)
    .replace(/^\[@?vue\/compiler-sfc\] /, '')
    .replace(/ \(\d+:\d+\)$/, '')
  const picture = /^(\d+)(\s*\|) {2}(.*)\n\s*\| {2}([ \t]*)\^/m.exec(text)
  if (!picture) return failFile(path, message)
  return failAt(
    path,
    source,
    { line: Number(picture[1]), column: picture[4]?.length ?? 0 },
    message,
  )
}
