import { describe, expect, it } from 'vitest'
import { CLIENT_MODULES, CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { runModules } from './run-module.ts'
import { project } from './test-surroundings.ts'
import type { Surroundings, Transformed } from './transform.ts'

type Options = Parameters<typeof project>[0]

async function css(
  files: Readonly<Record<string, string>>,
  options: Options = {},
  at = 'src/a.css',
  query = '',
): Promise<Transformed> {
  const around = project({ ...options, files })
  return transformed(around, at, query)
}

function transformed(around: Surroundings, path: string, query: string): Promise<Transformed> {
  const bytes = new TextEncoder().encode(around.text(path) ?? '')
  return createTransform()({ path, query, bytes }, around)
}

/** Runs the module and gives what it exports and the sheet that it put into the page. */
async function run(module: Transformed, addresses: Readonly<Record<string, unknown>> = {}) {
  const sheets = new Map<string, string>()
  const hot: string[] = []
  const outside = new Map<string, Record<string, unknown>>([
    [
      CLIENT_MODULES.client,
      {
        updateStyle: (id: string, text: string) => sheets.set(id, text),
        removeStyle: (id: string) => sheets.delete(id),
      },
    ],
  ])
  for (const specifier of module.imports) {
    if (specifier !== CLIENT_MODULES.client) {
      outside.set(specifier, { default: addresses[specifier] ?? `blob:${specifier}` })
    }
  }
  let prune = () => undefined as unknown
  const meta = {
    hot: {
      accept: () => hot.push('accept'),
      prune: (callback: () => unknown) => (prune = callback),
    },
  }
  const exports = await runModules(new Map([['m', module]]), 'm', meta, outside)
  return { exports, sheets, hot, sheet: [...sheets.values()][0] ?? '', prune: () => prune() }
}

async function sheetOf(files: Readonly<Record<string, string>>, options: Options = {}) {
  return (await run(await css(files, options))).sheet.replace(/\s+/g, ' ').trim()
}

async function problemOf(
  files: Readonly<Record<string, string>>,
  options: Options = {},
  at = 'src/a.css',
) {
  const thrown = await css(files, options, at).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof CompileError)) throw new Error(`no CompileError: ${String(thrown)}`)
  return thrown.problem
}

describe('a style sheet that does not compile', () => {
  it('names the file, line and column of a syntax error, with a frame', async () => {
    const problem = await problemOf({ 'src/a.css': '.a {}\n.b {\n  color: red;\n' })
    expect(problem).toMatchObject({ file: 'src/a.css', line: 2, column: 0 })
    expect(problem.message).toContain('Unclosed block')
    expect(problem.frame).toContain('.b {')
  })

  it('names the imported file when the error is there', async () => {
    const problem = await problemOf({ 'src/a.css': '@import "./b.css";', 'src/b.css': '\n.b { "' })
    expect(problem).toMatchObject({ file: 'src/b.css', line: 2 })
  })

  it('says which import is not there, and where', async () => {
    const problem = await problemOf({ 'src/a.css': '\n@import "./gone.css";' })
    expect(problem).toMatchObject({ file: 'src/a.css', line: 2 })
    expect(problem.message).toContain('./gone.css')
  })

  it('refuses preprocessors by name, with the way out', async () => {
    for (const extension of ['scss', 'sass', 'less', 'styl']) {
      const problem = await problemOf({ [`src/a.${extension}`]: 'a' }, {}, `src/a.${extension}`)
      expect(problem.message).toContain(`.${extension} needs a preprocessor`)
      expect(problem.message).toContain('WebContainer')
    }
    const problem = await problemOf({ 'src/a.css': '@import "./b.scss";' })
    expect(problem.message).toContain('.scss needs a preprocessor')
  })

  it('comes to an end when sheets import each other', async () => {
    const sheet = await sheetOf({
      'src/a.css': '@import "./b.css"; .a{}',
      'src/b.css': '@import "./a.css"; .b{}',
    })
    expect(sheet).toBe('.b{} .a{}')
  })

  it('does not let an import lead out of the project', async () => {
    const problem = await problemOf({ 'src/a.css': '@import "../../secret.css";' })
    expect(problem.message).toContain('../../secret.css')
  })
})

describe('a style sheet in the page', () => {
  it('puts itself in, accepts itself, and goes when nothing imports it', async () => {
    const page = await run(await css({ 'src/a.css': '.a { & .b { color: red } }' }))
    expect(page.sheets).toEqual(new Map([['/src/a.css', '.a { & .b { color: red } }']]))
    expect(page.hot).toEqual(['accept'])
    page.prune()
    expect(page.sheets.size).toBe(0)
  })

  it('is only a text with ?inline', async () => {
    const page = await run(await css({ 'src/a.css': '.a{}' }, {}, 'src/a.css', 'inline'))
    expect(page.sheets.size).toBe(0)
    expect(page.exports['default']).toBe('.a{}')
  })

  it('is an address with ?url and source text with ?raw', async () => {
    const files = { 'src/a.css': '@import "./b.css";', 'src/b.css': '.b{}' }
    const module = await css(files, {}, 'src/a.css', 'url')
    expect(module.asset?.mime).toBe('text/css')
    expect(new TextDecoder().decode(module.asset?.bytes)).toBe('.b{}')
    expect(module.dependencies).toEqual(['src/b.css'])
    const raw = await run(await css(files, {}, 'src/a.css', 'raw'))
    expect(raw.exports['default']).toBe('@import "./b.css";')
  })

  it('is left to the builder in a build', async () => {
    const module = await css(
      { 'src/a.css': '.a{background:url(x.png)}', 'src/x.png': '' },
      { command: 'build' },
    )
    expect(module.style).toEqual({
      pieces: ['.a{background:url("', 0, '")}'],
      assets: ['/src/x.png?url'],
    })
    expect(module.imports).toEqual([])
  })
})

describe('@import', () => {
  it('is inlined with its conditions, in order', async () => {
    const sheet = await sheetOf({
      'src/a.css':
        '@charset "utf-8"; @layer base, x; @import "./b.css" layer(base) supports(display: grid) screen and (width > 1px); @import url(c.css) print; .a{}',
      'src/b.css': '.b{}',
      'src/c.css': '@charset "utf-8"; .c{}',
    })
    expect(sheet).toBe(
      '@charset "utf-8"; @layer base, x; @media screen and (width > 1px) { @supports (display: grid) { @layer base {.b{} } } } @media print { .c{} } .a{}',
    )
  })

  it('finds aliases, project paths, public files and packages', async () => {
    const sheet = await sheetOf(
      {
        'src/a.css':
          '@import "@/b.css"; @import "/src/c.css"; @import "/p.css"; @import "pack/style.css"; @import "d";',
        'src/b.css': '.b{}',
        'src/c.css': '.c{}',
        'src/d.css': '.d{}',
        'public/p.css': '.p{}',
      },
      {
        packages: {
          'node_modules/pack/style.css': '@import "./inner.css";',
          'node_modules/pack/inner.css': '.inner{}',
        },
      },
    )
    expect(sheet).toBe('.b{} .c{} .p{} .inner{} .d{}')
  })

  it('keeps sheets of other hosts at the top, narrowed by where they were', async () => {
    const sheet = await sheetOf({
      'src/a.css': '@import "./b.css" layer(x) screen; .a{}',
      'src/b.css': '@import url("https://fonts.example/css?a=1"); .b{}',
    })
    expect(sheet).toBe(
      '@import url("https://fonts.example/css?a=1") layer(x) screen; @media screen { @layer x {.b{} } } .a{}',
    )
  })

  it('takes a sheet once, and notes all it was made from', async () => {
    const module = await css({
      'src/a.css': '@import "./b.css"; @import "./c.css";',
      'src/b.css': '@import "./c.css"; .b{}',
      'src/c.css': '.c{}',
    })
    expect(module.dependencies).toEqual(['src/b.css', 'src/c.css'])
    expect((await run(module)).sheet.replace(/\s+/g, ' ').trim()).toBe('.c{} .b{}')
  })
})

describe('url()', () => {
  it('becomes the address of a file of the project or of public/', async () => {
    const module = await css({
      'src/a.css':
        '@import "./deep/b.css"; .a{background:url(./x%20y.svg#icon), url("/v.png"), url(\'@/z.png\')}',
      'src/deep/b.css': '@font-face{src:url("../f.woff2?#iefix") format("woff2")}',
      'src/x y.svg': '',
      'src/f.woff2': '',
      'src/z.png': '',
      'public/v.png': '',
    })
    const { sheet } = await run(module)
    expect(sheet).toContain('url("blob:/src/x y.svg?url#icon"), url("blob:/v.png?url")')
    expect(sheet).toContain('url("blob:@/z.png?url")')
    expect(sheet).toContain('url("blob:/src/f.woff2?url#iefix") format("woff2")')
  })

  it('stays as written when it means no file here', async () => {
    const text =
      '.a{background:url(data:image/png;base64,AA==),url(https://x.example/a.png),url(//x/a),url(#id),url(/gone.png),url(gone.png);content:"url(x.png)"/*url(x.png)*/}'
    const module = await css({ 'src/a.css': text, 'src/x.png': '' })
    expect((await run(module)).sheet).toBe(text)
    expect(module.dependencies).toEqual(['src/gone.png'])
  })

  it('reads image-set() and packages', async () => {
    const module = await css(
      {
        'src/a.css':
          '@import "pack/a.css"; .a{background:image-set("x.png" 1x type("image/png"), url(x.png) 2x)}',
        'src/x.png': '',
      },
      { packages: { 'node_modules/pack/a.css': '.p{src:url(files/p.woff2)}' } },
    )
    const { sheet } = await run(module)
    expect(sheet).toContain(
      'image-set("blob:/src/x.png?url" 1x type("image/png"), url("blob:/src/x.png?url") 2x)',
    )
    expect(sheet).toContain('url("blob:/node_modules/pack/files/p.woff2?url")')
  })
})

describe('a CSS Module', () => {
  const at = 'src/a.module.css'
  const module = (
    text: string,
    more: Readonly<Record<string, string>> = {},
    options: Options = {},
  ) => css({ [at]: text, ...more }, options, at)

  it('says what cannot be composed', async () => {
    for (const [text, message] of [
      ['.a { composes: gone }', 'no class .gone'],
      ['.a .b { composes: a }', 'only in a rule of one class'],
      ['@value gone from "./b.css";', 'has no @value gone'],
      ['@value ;', '@value needs'],
    ] as const) {
      const problem = await problemOf({ [at]: `\n${text}`, 'src/b.css': '' }, {}, at)
      expect(problem.message).toContain(message)
      expect(problem.line).toBe(2)
    }
  })

  it('has the names that Vite gives', async () => {
    const page = await run(await module('.title { color: red }\n#main .my-name { }'))
    expect(page.exports['default']).toEqual({
      title: '_title_pdyr1_1',
      main: '_main_pdyr1_1',
      'my-name': '_my-name_pdyr1_2',
    })
    expect(page.exports['title']).toBe('_title_pdyr1_1')
    expect(page.sheet).toBe('._title_pdyr1_1 { color: red }\n#_main_pdyr1_1 ._my-name_pdyr1_2 { }')
    expect(page.hot).toEqual([])
  })

  it('leaves what is global alone', async () => {
    const { sheet } = await run(
      await module(
        ':global(.g) .a:not(.b, :global(.c)) {} :global .d .e, .f {} [x=".y"] .g\\:h::before {} :global { .z {} } .n { &.m { top: 0 } @media print { .o {} } }',
      ),
    )
    const plain = sheet.replace(/_([\w-]+(?:\\:\w)?)_\w{1,5}_1/g, 'L-$1')
    expect(plain).toBe(
      '.g .L-a:not(.L-b, .c) {} .d .e, .L-f {} [x=".y"] .L-g\\:h::before {} .z {} .L-n { &.L-m { top: 0 } @media print { .L-o {} } }',
    )
  })

  it('composes its own classes, global ones and those of other files', async () => {
    const made = await module(
      '.a { color: red } .b { composes: a; composes: x y from global; composes: base from "./b.module.css"; top: 0 }',
      { 'src/b.module.css': '.base {}' },
    )
    const page = await run(made, { './b.module.css': { base: 'B' } })
    const names = page.exports['default'] as Record<string, string>
    expect(names['b']).toBe(`${/_b_\w+/.exec(page.sheet)?.[0] ?? ''} ${names['a'] ?? ''} x y B`)
    expect(page.sheet).not.toContain('composes')
  })

  it('renames keyframes and what uses them', async () => {
    const { sheet, exports } = await run(
      await module(
        '@keyframes spin { to { rotate: 1turn } } @keyframes :global(out) {} .a { animation: 1s ease-in spin infinite, fade 2s; animation-name: none, spin }',
      ),
    )
    const spin = (exports['default'] as Record<string, string>)['spin'] ?? ''
    expect(sheet).toContain(`@keyframes ${spin} {`)
    expect(sheet).toContain(`animation: 1s ease-in ${spin} infinite, _fade_`)
    expect(sheet).toContain(`animation-name: none, ${spin}`)
    expect(sheet).toContain('@keyframes out')
  })

  it('puts in @value, also of other files, and exports it', async () => {
    const made = await module(
      '@value main: #f00; @value wide, dark as night from "./v.css"; @media wide { .a { color: main; background: night; content: "main" } }',
      { 'src/v.css': '@value wide: (width > 9px); @value dark: #000;' },
    )
    const { sheet, exports } = await run(made)
    expect(sheet).toMatch(
      /@media \(width > 9px\) \{ \._a_\w+ \{ color: #f00; background: #000; content: "main" \} \}/,
    )
    expect(exports['default']).toMatchObject({ main: '#f00', night: '#000' })
    expect(made.dependencies).toEqual(['src/v.css'])
  })

  it('exports names by the convention of the config, and never by way of a prototype', async () => {
    const text = '.my-name {} .__proto__ {} .constructor {} .delete {}'
    const page = await run(
      await module(text, {}, { config: { css: { modulesLocals: 'camelCase' } } }),
    )
    const names = page.exports['default'] as Record<string, string>
    expect(names['myName']).toBe(names['my-name'])
    expect(Object.getPrototypeOf(names)).toBe(Object.prototype)
    expect(Object.hasOwn(names, '__proto__')).toBe(true)
    expect('delete' in page.exports).toBe(false)
  })
})
