import { describe, expect, it } from 'vitest'
import { CLIENT_MODULES, CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { MAX_SOURCE_BYTES, TOO_DEEP } from './limits.ts'
import { runModules } from './run-module.ts'
import { project } from './test-surroundings.ts'
import type { Transformed } from './transform.ts'

function transform(path: string, query: string, content: string | Uint8Array = '') {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return createTransform()({ path, query, bytes }, project())
}

async function exportsOf(
  module: Transformed,
  outside: Record<string, Record<string, unknown>> = {},
) {
  return runModules(new Map([['m', module]]), 'm', {}, new Map(Object.entries(outside)))
}

async function problemOf(path: string, query: string, content = '') {
  const thrown = await transform(path, query, content).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof CompileError)) throw new Error(`no CompileError: ${String(thrown)}`)
  return thrown.problem
}

describe('what cannot be imported', () => {
  it('is refused by name, with what helps', async () => {
    expect((await problemOf('src/a.mdx', '')).message).toContain('.mdx files cannot be imported')
    expect((await problemOf('src/a.wasm', '')).message).toContain('?init')
    expect((await problemOf('src/a.html', '')).message).toContain('?raw')
    expect((await problemOf('LICENSE', '')).message).toContain('Files without an extension')
    expect((await problemOf('src/A.vue', '')).message).toContain('vue() of @vitejs/plugin-vue')
    expect((await problemOf('src/A.svelte', '')).message).toContain('@sveltejs/vite-plugin-svelte')
  })
})

describe('bombs', () => {
  const deep = 50_000

  it.each([
    ['src/a.js', `let a = ${'!'.repeat(deep)}1`],
    ['src/a.ts', `let a: number = ${'!'.repeat(deep)}1`],
    ['src/a.ts', `let a: number = ${'('.repeat(deep)}1${')'.repeat(deep)}`],
    ['src/a.tsx', `let a = ${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`],
    ['src/a.css', `a { width: ${'calc('.repeat(deep)}1px${')'.repeat(deep)} }`],
    ['src/a.css', `${'}'.repeat(deep)}${'.a {'.repeat(deep)}`],
    ['src/a.module.css', `${'.a {'.repeat(deep)}${'}'.repeat(deep)}`],
  ])('that exhaust the stack are refused by name: %s', async (path, text) => {
    const problem = await problemOf(path, '', text)
    expect(problem).toMatchObject({ file: path, message: TOO_DEEP })
  })

  it('of nested JSON are data like any other', async () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const { default: value } = await exportsOf(await transform('src/a.json', '', text))
    expect(Array.isArray(value)).toBe(true)
  })

  it.each(['a.ts', 'a.css', 'a.jsx'])('that are too large are refused: %s', async (name) => {
    const problem = await problemOf(`src/${name}`, '', ' '.repeat(MAX_SOURCE_BYTES + 1))
    expect(problem.file).toBe(`src/${name}`)
    expect(problem.message).toContain(`src/${name} has 4.0 MB, and this engine compiles files of`)
  })

  it('that nobody compiles may be large', async () => {
    const bytes = new Uint8Array(MAX_SOURCE_BYTES + 1).fill(32)
    expect((await transform('src/a.ts', 'url', bytes)).asset?.bytes).toBe(bytes)
    expect((await transform('src/a.css', 'raw', bytes)).code.length).toBeGreaterThan(bytes.length)
  })
})

describe('JSON', () => {
  it.each([
    ['{\n  "a": 1,\n}', 3, 0, 'no comma at the end'],
    ['{\n  // note\n}', 2, 2, 'no comments'],
    ["{'a': 1}", 1, 1, 'double quotes'],
    ['[1 2]', 1, 3, 'a comma or ]'],
    ['{"a" 1}', 1, 5, 'a colon'],
    ['{"a": "x\ny"}', 1, 6, 'no end'],
    ['[1,', 1, 3, 'Unexpected end'],
    ['', 1, 0, 'Unexpected end'],
    ['{} x', 1, 3, 'Unexpected x'],
    ['[01]', 1, 2, 'a comma or ]'],
    ['{"a": undefined}', 1, 6, 'Unexpected u'],
  ])('that is wrong is refused with its place: %j', async (text, line, column, message) => {
    const problem = await problemOf('src/a.json', '', text)
    expect(problem).toMatchObject({ file: 'src/a.json', line, column })
    expect(problem.message).toContain(message)
  })

  it('gives the value and the keys that are names', async () => {
    const text = '\uFEFF{"a": {"b": [1]}, "my-key": 2, "default": 3, "class": 4, "__proto__": 5}'
    const made = await exportsOf(await transform('src/a.json', '', text))
    expect(made['default']).toMatchObject({ a: { b: [1] }, 'my-key': 2, default: 3 })
    expect(made['a']).toBe((made['default'] as Record<string, unknown>)['a'])
    expect(Object.keys(made).sort()).toEqual(['__proto__', 'a', 'default'])
    expect(made['__proto__']).toBe(5)
    expect((await exportsOf(await transform('a.json', '', '[1, "\u2028"]')))['default']).toEqual([
      1,
      '\u2028',
    ])
  })
})

describe('assets', () => {
  const bytes = new Uint8Array([0, 255, 128])

  it('are addresses of their bytes', async () => {
    for (const [path, mime] of [
      ['src/a.png', 'image/png'],
      ['src/A.SVG', 'image/svg+xml'],
      ['f.woff2', 'font/woff2'],
      ['a.txt', 'text/plain'],
    ] as const) {
      const made = await transform(path, '', bytes)
      expect(made).toMatchObject({ format: 'asset', code: '', imports: [], asset: { bytes, mime } })
    }
    expect((await transform('src/a.ts', 'url', bytes)).asset?.mime).toBe('application/octet-stream')
    expect((await transform('a.png', 'no-inline', bytes)).format).toBe('asset')
    expect((await transform('a.bin', 'url', bytes)).asset?.bytes).toBe(bytes)
  })

  it('are data addresses with ?inline and text with ?raw', async () => {
    const inline = await exportsOf(await transform('a.png', 'inline', bytes))
    expect(inline['default']).toBe('data:image/png;base64,AP+A')
    const big = await exportsOf(await transform('a.png', 'url&inline', new Uint8Array(100_000)))
    expect(String(big['default']).length).toBeGreaterThan(130_000)
    const raw = await exportsOf(await transform('a.vue', 'raw', '`${x}`\u2028</script>'))
    expect(raw['default']).toBe('`${x}`\u2028</script>')
  })

  it('are workers that the page makes', async () => {
    const client = {
      workerClass: (id: string) => `class ${id}`,
      workerAddress: (id: string) => `address ${id}`,
      sharedWorkerClass: (id: string) => `shared ${id}`,
    }
    for (const [query, value] of [
      ['worker', 'class /src/w.ts'],
      ['worker&inline', 'class /src/w.ts'],
      ['worker&url', 'address /src/w.ts'],
      ['worker_url', 'address /src/w.ts'],
      ['sharedworker', 'shared /src/w.ts'],
    ] as const) {
      const made = await transform('src/w.ts', query, '')
      expect(made.dynamicImports).toEqual(['/src/w.ts'])
      expect((await exportsOf(made, { [CLIENT_MODULES.client]: client }))['default']).toBe(value)
    }
  })

  it('are instances with ?init', async () => {
    // The smallest module there is.
    const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
    const made = await transform('src/a.wasm', 'init', wasm)
    const address = 'data:application/wasm;base64,AGFzbQEAAAA='
    const exports = await exportsOf(made, { '/src/a.wasm?url': { default: address } })
    const init = exports['default'] as () => Promise<unknown>
    expect(await init()).toBeInstanceOf(WebAssembly.Instance)
  })
})
