import { describe, expect, it } from 'vitest'
import { CLIENT_MODULES, CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { runModules } from './run-module.ts'
import { project } from './test-surroundings.ts'

const config = { plugins: new Set(['svelte'] as const) }

function transform(source: string, path = 'src/App.svelte', query = '', command?: 'build') {
  const around = project({ files: { [path]: source }, config, ...(command ? { command } : {}) })
  return createTransform()({ path, query, bytes: new TextEncoder().encode(source) }, around)
}

async function problemOf(source: string, path?: string, query?: string) {
  const thrown = await transform(source, path, query).catch((error: unknown) => error)
  if (!(thrown instanceof CompileError)) throw new Error(`no CompileError: ${String(thrown)}`)
  return thrown.problem
}

describe('a component that does not compile', () => {
  it.each([
    ['<p>\n{#if x}\n</p>', 3, '</p>'],
    ['<script>\nlet a = ;\n</script>', 2, 'Unexpected token'],
    ['<script lang="ts">\nenum A { B }\n</script>', 2, 'enum'],
    ['\n<style lang="scss">a{}</style>', 2, '.scss needs a preprocessor'],
    ['<style>\n\na {\n</style>', 4, ''],
    ['<script>\nlet a = $state($state(1))\n</script>', 2, '$state'],
  ])('says where and why: %j', async (source, line, message) => {
    const problem = await problemOf(source)
    expect(problem).toMatchObject({ file: 'src/App.svelte', line })
    expect(problem.message).toContain(message)
    expect(problem.frame).not.toBe('')
  })

  it('says so of modules, too', async () => {
    const problem = await problemOf('\nexport let a = $state(0)\na = 1', 'src/a.svelte.js')
    expect(problem).toMatchObject({ file: 'src/a.svelte.js' })
  })
})

describe('a component', () => {
  const source = `<script lang="ts">
  interface Props { name: string }
  let { name }: Props = $props()
  let n = $state<number>(0)
</script>
<button onclick={() => n++}>{name} {n}</button><img src="x">
<style>button { color: red; background: url(./x.png) }</style>`

  it('imports the runtime and its style, and replaces itself by Svelte\u2019s own records', async () => {
    const made = await transform(source)
    expect(made.imports).toContain('svelte/internal/client')
    expect(made.imports).toContain('/src/App.svelte?svelte&type=style&lang.css')
    expect(made.code).toMatch(/\$m\.hot/)
    expect(JSON.parse(made.map ?? '')).toMatchObject({
      sources: ['/src/App.svelte'],
      sourcesContent: [source],
    })
    expect(made.warnings?.[0]).toContain('src/App.svelte:6:')
    const built = await transform(source, undefined, '', 'build')
    expect(built.code).not.toMatch(/\$m\.hot|hmr/)
  })

  it('has a style of its own, whose change leaves the script as it is', async () => {
    const made = await transform(source)
    expect((await transform(source.replace('red', 'blue'))).code).toBe(made.code)
    const style = await transform(source, undefined, 'svelte&type=style&lang.css')
    const sheets: string[] = []
    const client = {
      updateStyle: (_: string, css: string) => sheets.push(css),
      removeStyle: () => 0,
    }
    await runModules(new Map([['m', style]]), 'm', {}, new Map([[CLIENT_MODULES.client, client]]))
    const scope = /class="(s-\w+)"|'(s-\w+)'/.exec(made.code)
    expect(sheets[0]).toContain(`button.${scope?.[1] ?? scope?.[2] ?? 'none'}`)
  })

  it('may be a module with runes and types', async () => {
    const made = await transform('export class A { n: number = $state(1) }', 'src/a.svelte.ts')
    expect(made.imports).toContain('svelte/internal/client')
  })
})
