// @vitest-environment happy-dom
import * as vue from 'vue'
import { describe, expect, it } from 'vitest'
import { CLIENT_MODULES, CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { runModules } from './run-module.ts'
import { project } from './test-surroundings.ts'
import type { Transformed } from './transform.ts'

type Files = Readonly<Record<string, string>>
const config = { plugins: new Set(['vue'] as const) }

function transform(files: Files, path = 'src/App.vue', query = '', command?: 'build') {
  const around = project({ files, config, ...(command ? { command } : {}) })
  const bytes = new TextEncoder().encode(files[path] ?? '')
  return createTransform()({ path, query, bytes }, around)
}

async function problemOf(source: string, files: Files = {}) {
  const all = { 'src/App.vue': source, ...files }
  const thrown = await transform(all).catch((error: unknown) => error)
  if (!(thrown instanceof CompileError)) throw new Error(`no CompileError: ${String(thrown)}`)
  return thrown.problem
}

/** A page with one component, which takes new versions as a preview does. */
function createPage(outside: Readonly<Record<string, Record<string, unknown>>> = {}) {
  const data = {}
  let accept: (next: unknown) => void = () => undefined
  const root = document.createElement('div')
  async function run(module: Transformed) {
    const known = new Map<string, Record<string, unknown>>([['vue', { ...vue }]])
    for (const id of module.imports) if (!known.has(id)) known.set(id, outside[id] ?? {})
    const hot = {
      data,
      accept: (callback: typeof accept) => (accept = callback),
      dispose: () => undefined,
    }
    return runModules(new Map([['m', module]]), 'm', { hot }, known)
  }
  return {
    root,
    async show(files: Files) {
      const exports = await run(await transform(files))
      const app = vue.createApp(exports['default'] as vue.Component)
      const warnings: string[] = []
      app.config.warnHandler = (message) => warnings.push(message)
      app.mount(root)
      return { exports, warnings }
    },
    async change(files: Files) {
      const take = accept
      take(await run(await transform(files)))
      await vue.nextTick()
    },
    async click() {
      root.querySelector('button')?.click()
      await vue.nextTick()
    },
  }
}

const counter = (template: string, script = '') => `<script setup lang="ts">
import { ref } from 'vue'
import { step } from './step'
const n = ref<number>(0)
${script}
</script>
<template>${template}</template>
<style scoped>p { color: red }</style>`

describe('a component that does not compile', () => {
  it.each([
    ['<template>\n  <p v-if>x</p>\n  <div>\n</template>', 3, 'missing end tag'],
    ['<template>\n<p>{{ a + }}</p></template>', 2, 'Error parsing JavaScript expression'],
    ['<script setup>\nconst a = 1\nconst b = ;\n</script>', 3, 'Unexpected token'],
    ['<script setup lang="ts">\nconst p = defineProps<Gone>()\n</script>', 2, 'Unresolvable type'],
    ['\n<template lang="pug">p</template>', 2, 'lang="pug"'],
    ['<template/><script lang="coffee">\na</script>', 1, 'lang="coffee"'],
    ['<template><p/></template>\n<style lang="scss">\na</style>', 2, '.scss needs a preprocessor'],
    ['<style></style>', undefined, 'At least one <template>'],
    ['<template src="./gone.html"></template>', undefined, 'no file ./gone.html'],
  ])('says where and why: %j', async (source, line, message) => {
    const problem = await problemOf(source)
    expect(problem.message).toContain(message)
    expect(problem).toMatchObject({ file: 'src/App.vue', line })
  })

  it('says where in a style', async () => {
    const source = '<template><p/></template>\n\n<style scoped>\n.a {\n</style>'
    const files = { 'src/App.vue': source }
    const query = 'vue&type=style&index=0&lang.css'
    await expect(transform(files, 'src/App.vue', query)).rejects.toMatchObject({
      problem: { file: 'src/App.vue', line: 4 },
    })
  })

  it('names lines of the file when only the script\u2019s types are wrong for JavaScript', async () => {
    const problem = await problemOf(
      '<template><p/></template>\n<script>\nexport default {\n</script>',
    )
    expect(problem.line).toBeGreaterThan(2)
    expect(problem.frame).not.toBe('')
  })
})

describe('a component', () => {
  // An enum is esbuild's, which takes its time to start.
  it('runs, with types, assets, styles and names of its file', { timeout: 60_000 }, async () => {
    const files = {
      'src/App.vue': `<script setup lang="ts">
import type { Props } from './types'
import Logo from './Logo.vue'
const props = withDefaults(defineProps<Props>(), { name: 'you' })
const c = 'red'
enum Kind { A = 'kind-a' }
</script>
<template><p :class="$style.title">Hi {{ (props.name as string) }} {{ Kind.A }}</p><img src="./a.png"><Logo /></template>
<style module>.title { color: v-bind(c) }</style>`,
      'src/types.ts': 'export interface Props { name?: string }',
    }
    const page = createPage({
      './a.png': { default: 'blob:a' },
      './Logo.vue': { default: { render: () => 'logo' } },
      '/src/App.vue?vue&type=style&index=0&module&lang.css': { default: { title: 'T' } },
    })
    const { exports, warnings } = await page.show(files)
    expect(page.root.innerHTML).toContain('<p class="T"')
    expect(page.root.textContent).toBe('Hi you kind-alogo')
    expect(page.root.querySelector('img')?.getAttribute('src')).toBe('blob:a')
    expect(exports['default']).toMatchObject({ __file: 'src/App.vue' })
    expect(warnings).toEqual([])
    const made = await transform(files)
    expect(made.dependencies).toEqual(['src/types.ts'])
    expect(made.imports).not.toContain('./types')
    expect(JSON.parse(made.map ?? '')).toMatchObject({ sources: ['/src/App.vue'] })
  })

  it('has options, other files and builds', async () => {
    const files = {
      'src/App.vue': `<template src="./a.html"></template><script lang="ts">
export const other = 1
export default { data: () => ({ a: 'x' as string }) }
</script><style src="./a.css" scoped></style><i18n>{}</i18n>`,
      'src/a.html': '<b>{{ a }}</b>',
    }
    const page = createPage()
    const { exports } = await page.show(files)
    expect(page.root.textContent).toBe('x')
    expect(exports['other']).toBe(1)
    const made = await transform(files)
    expect(made.warnings?.[0]).toContain('<i18n>')
    expect(made.imports.find((id) => id.startsWith('./a.css?vue&type=style&src='))).toBeDefined()
    const built = await transform(
      { 'src/App.vue': counter('<p>{{ n }}</p>') },
      undefined,
      '',
      'build',
    )
    expect(built.code).not.toContain('hmr')
  })

  it('has scoped styles', async () => {
    const files = { 'src/App.vue': counter('<p/>') }
    const main = await transform(files)
    const id = /__scopeId = "(data-v-\w+)"/.exec(main.code)?.[1] ?? 'none'
    const query = 'vue&type=style&index=0&lang.css'
    const style = await transform(files, 'src/App.vue', query)
    const sheets: string[] = []
    const client = {
      updateStyle: (_: string, css: string) => sheets.push(css),
      removeStyle: () => 0,
    }
    await runModules(new Map([['m', style]]), 'm', {}, new Map([[CLIENT_MODULES.client, client]]))
    expect(sheets[0]?.trim()).toBe(`p[${id}] { color: red }`)
    const outer = await transform(
      { 'src/a.css': 'p {}' },
      'src/a.css',
      'vue&type=style&src=ab&scoped&lang.css',
    )
    expect(outer.code).toContain('p[data-v-ab]')
  })
})

describe('a changed component', () => {
  const button = '<button @click="n += step">{{ n }}</button>'
  const step = { './step': { step: 1 } }

  it('keeps its state when only the template or the style differ', async () => {
    const page = createPage(step)
    await page.show({ 'src/App.vue': counter(button) })
    await page.click()
    await page.change({ 'src/App.vue': counter(`${button}<i>new</i>`) })
    expect(page.root.textContent).toBe('1new')
    await page.click()
    await page.change({ 'src/App.vue': counter(`${button}<i>new</i>`).replace('red', 'blue') })
    expect(page.root.textContent).toBe('2new')
  })

  it('is made anew when the script differs, and works after that', async () => {
    const page = createPage(step)
    await page.show({ 'src/App.vue': counter(button) })
    await page.click()
    await page.change({ 'src/App.vue': counter(button, 'n.value = 40') })
    expect(page.root.textContent).toBe('40')
    await page.click()
    expect(page.root.textContent).toBe('41')
    await page.change({ 'src/App.vue': counter(`<b>b</b>${button}`, 'n.value = 40') })
    expect(page.root.textContent).toBe('b41')
  })

  it('is made anew when what it imports differs', async () => {
    const outside = { './step': { step: 1 } }
    const page = createPage(outside)
    await page.show({ 'src/App.vue': counter(button) })
    outside['./step'] = { step: 5 }
    await page.change({ 'src/App.vue': counter(`<b>b</b>${button}`) })
    await page.click()
    expect(page.root.textContent).toBe('b5')
  })
})
