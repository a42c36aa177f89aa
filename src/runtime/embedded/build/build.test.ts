import { expect, it } from 'vitest'
import { decodeText, encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import { createFakePackages, type FakeTree } from '../dev/fake-packages.ts'
import { createTransform } from '../transform/create-transform.ts'
import { build } from './build.ts'

/** Builds a project; gives what it printed and the text of every file below dist/. */
async function run(
  files: Readonly<Record<string, string>>,
  options: { args?: readonly string[]; packages?: FakeTree } = {},
) {
  const space = createEngineFiles()
  space.mount(new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)])))
  let out = ''
  const code = await build(
    {
      files: space,
      packages: createFakePackages(options.packages ?? {}),
      transform: createTransform(),
    },
    {
      args: options.args ?? [],
      env: {},
      cwd: '',
      out: (text: string) => void (out += text),
      err: (text: string) => void (out += text),
      signal: new AbortController().signal,
    } as unknown as Parameters<typeof build>[1],
  )
  const dist = new Map(
    space
      .paths('dist')
      .map((path) => [path.slice(5), decodeText(space.bytes(path) ?? new Uint8Array())]),
  )
  return { code, out, dist }
}

const page = (body: string, head = ''): string =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const main = '<script type="module" src="/src/main.ts"></script>'

function fileLike(dist: ReadonlyMap<string, string | undefined>, pattern: RegExp): string {
  const [name] = [...dist.keys()].filter((path) => pattern.test(path))
  expect(name, `a file like ${String(pattern)} among ${[...dist.keys()].join()}`).toBeDefined()
  return dist.get(name ?? '') ?? ''
}

it('says where a module does not compile, and writes nothing', async () => {
  const { code, out, dist } = await run({
    'index.html': page(main),
    'src/main.ts': 'export const a = 1\nconst = 2\n',
  })
  expect(code).toBe(1)
  expect(out).toContain('src/main.ts:2:')
  expect(dist.size).toBe(0)
})

it('says what cannot be resolved, and from where', async () => {
  const { code, out } = await run({
    'index.html': page(main),
    'src/main.ts': "import './gone'\n",
  })
  expect(code).toBe(1)
  expect(out).toContain('Failed to resolve "./gone" from "src/main.ts"')
})

it('says that there is no page', async () => {
  expect(await run({})).toMatchObject({
    code: 1,
    out: expect.stringContaining('index.html') as string,
  })
})

it('puts a page without scripts as it is', async () => {
  const { dist } = await run({ 'index.html': page('<p>Only text</p>'), 'public/a/b.txt': 'b' })
  expect(dist.get('index.html')).toBe(page('<p>Only text</p>'))
  expect(dist.get('a/b.txt')).toBe('b')
})

it('removes what an earlier build left', async () => {
  const { dist } = await run({ 'index.html': page(''), 'dist/assets/old.js': 'old' })
  expect([...dist.keys()]).toEqual(['index.html'])
})

it('puts all scripts into one, in the order of the page', async () => {
  const { code, dist } = await run({
    'index.html': page(
      `${main}<script type="module">import { b } from '/src/b.ts'; document.title = 'second' + b</script>`,
    ),
    'src/main.ts': "import { b } from './b'\ndocument.title = 'first' + b\n",
    'src/b.ts': 'export const b: string = String(Math.random())\n',
  })
  expect(code).toBe(0)
  const html = dist.get('index.html') ?? ''
  const [, script = ''] = /<script type="module" crossorigin src="\/([^"]+)">/.exec(html) ?? []
  expect(html.match(/<script/g)).toHaveLength(1)
  const text = dist.get(script) ?? ''
  expect(text.indexOf('first')).toBeGreaterThan(0)
  expect(text.indexOf('second')).toBeGreaterThan(text.indexOf('first'))
})

it('writes styles in the order of evaluation, those of late modules last', async () => {
  const { dist } = await run({
    'index.html': page(main, '<link rel="stylesheet" href="/src/page.css">'),
    'src/page.css': '.page { color: #110 }',
    'src/main.ts': "import('./late')\nimport './main.css'\nimport './part'\n",
    'src/part.ts': "import './part.css'\n",
    'src/late.ts': "import './late.css'\n",
    'src/main.css': "@import './first.css'; .main { color: #111 }",
    'src/first.css': '.first { color: #113 }',
    'src/part.css': '.part { color: #112 }',
    'src/late.css': '@import url(https://fonts.example/x.css); .late { color: #114 }',
  })
  const css = fileLike(dist, /\.css$/)
  expect(css).toMatch(/^@import"https:/)
  expect([...css.matchAll(/\.(\w+)\{/g)].map(([, name]) => name)).toEqual([
    'page', 'first', 'main', 'part', 'late',
  ]) // prettier-ignore
})

it('keeps the names of CSS Modules and what they compose', async () => {
  const { dist } = await run({
    'index.html': page(main),
    'src/main.ts': "import styles from './a.module.css'\ndocument.body.className = styles.box\n",
    'src/a.module.css': ".box { composes: base from './b.module.css'; color: red }",
    'src/b.module.css': '.base { color: blue }',
  })
  const css = fileLike(dist, /\.css$/)
  const names = [...css.matchAll(/\.([\w-]+)\{/g)].map(([, name]) => name ?? '')
  expect(names).toHaveLength(2)
  // What is composed comes first, so that the composing class has the last word.
  expect(css.indexOf('#00f')).toBeLessThan(css.indexOf('red'))
  for (const name of names) expect(fileLike(dist, /\.js$/)).toContain(name)
})

it.each([
  ['./', './'],
  ['/x/', '/x/'],
])('writes addresses below the base %s', async (base, prefix) => {
  const { dist } = await run(
    {
      'index.html': page(
        `<img src="/src/a.svg" srcset="/src/a.svg 1x, ./public-one.svg 2x"><a href="/other">x</a><p style="background: url('/src/a.svg')"></p>${main}<script src="/plain.js"></script>`,
        '<link rel="icon" href="/icon.svg"><style>p { background: url(/icon.svg) }</style>',
      ),
      'src/a.svg': svg,
      'public/public-one.svg': svg,
      'public/icon.svg': svg,
      'public/plain.js': '',
      'src/main.ts': "import './a.css'\n",
      'src/a.css': 'p { background: url(./a.svg) }',
    },
    { args: [`--base=${base}`] },
  )
  const html = dist.get('index.html') ?? ''
  const [picture = ''] = [...dist.keys()].filter((path) => path.startsWith('assets/a-'))
  expect(html).toContain(`src="${prefix}${picture}"`)
  expect(html).toContain(`srcset="${prefix}${picture} 1x, ${prefix}public-one.svg 2x"`)
  expect(html).toContain(`url('${prefix}${picture}')`)
  expect(html).toContain(`href="${prefix}icon.svg"`)
  expect(html).toContain(`url(${prefix}icon.svg)`)
  expect(html).toContain(`src="${prefix}plain.js"`)
  expect(html).toContain('href="/other"')
  // A sheet lies beside what it names.
  expect(fileLike(dist, /\.css$/)).toContain(`url(./${picture.slice('assets/'.length)})`)
})

it('writes small files into what names them, unless told', async () => {
  const { dist } = await run({
    'index.html': page(main),
    'src/main.ts':
      "import a from './a.svg'\nimport b from './b.svg?no-inline'\ndocument.title = a + b\n",
    'src/a.svg': svg,
    'src/b.svg': svg,
  })
  expect([...dist.keys()].filter((path) => path.endsWith('.svg'))).toEqual([
    expect.stringMatching(/^assets\/b-\w+\.svg$/),
  ])
  expect(fileLike(dist, /\.js$/)).toContain('data:image/svg+xml')
})

it('builds workers as scripts of their own', async () => {
  const { code, dist } = await run({
    'index.html': page(main),
    'src/main.ts':
      "import W from './w?worker'\nnew W()\nnew Worker(new URL('./w.ts', import.meta.url), { type: 'module' })\n",
    'src/w.ts': "import { n } from './n'\npostMessage(n)\n",
    'src/n.ts': 'export const n = 12345\n',
  })
  expect(code).toBe(0)
  expect(fileLike(dist, /assets\/w-\w+\.js$/)).toContain('12345')
  expect(fileLike(dist, /assets\/index-\w+\.js$/)).toMatch(
    /new URL\("\.\/w-\w+\.js",import\.meta\.url\)/,
  )
})

it('puts packages in, by their production entry', async () => {
  const { code, out, dist } = await run(
    {
      'index.html': page(main),
      'src/main.ts':
        "import { a } from 'lib'\nimport 'lib/style.css'\nimport cjs from 'old'\ndocument.title = a + cjs.b\n",
    },
    {
      packages: {
        lib: {
          entries: { '.': { format: 'esm', code: '$x({}); yield;' } },
          files: {
            'package.json':
              '{ "name": "lib", "exports": { ".": { "development": "./dev.js", "default": "./index.js" }, "./style.css": "./style.css" } }',
            'dev.js': 'export const a = "development"',
            'index.js':
              'export const a = process.env.NODE_ENV === "production" ? "from lib" : "wrong"',
            'style.css': '.lib { color: red }',
          },
        },
        old: {
          entries: { '.': { format: 'cjs', code: '' } },
          files: {
            'package.json': '{ "name": "old", "main": "main" }',
            'main.js': 'exports.b = "from old"',
          },
        },
      },
    },
  )
  expect(code, out).toBe(0)
  const script = fileLike(dist, /\.js$/)
  expect(script).toContain('from lib')
  expect(script).toContain('from old')
  expect(script).not.toMatch(/wrong|development/)
  expect(fileLike(dist, /\.css$/)).toContain('.lib')
})
