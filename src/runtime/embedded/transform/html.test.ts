import { describe, expect, it } from 'vitest'
import { CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { transformHtml } from './html.ts'
import { scanHtml } from './html-scan.ts'
import { runModules } from './run-module.ts'
import { project } from './test-surroundings.ts'

const run = (n: number) => `<script>__tabsmith_run(${n})</script>`
const page = (html: string, options: NonNullable<Parameters<typeof project>[0]> = {}) =>
  transformHtml(html, project({ files: { 'src/main.ts': '', ...options.files }, ...options }))
const names = (html: string) => scanHtml(html).map((element) => element.name)

describe('hostile HTML', () => {
  it.each([
    ['a comment', '<!-- <script type="module" src="/src/main.ts"></script> -->'],
    ['a comment that never ends', '<!-- <script type="module" src="/src/main.ts"></script>'],
    ['an attribute', `<p title='<script type="module" src="/src/main.ts"></script>'>x</p>`],
    ['a textarea', '<textarea><script type="module" src="/src/main.ts"></script></textarea>'],
    ['a template', '<template><script type="module" src="/src/main.ts"></script></template>'],
    ['noscript', '<noscript><script type="module" src="/a.ts"></script></noscript>'],
    ['another script', `<script>const a = '<script type="module" src="/a.ts">'</script>`],
    [
      'a comment in a script',
      '<script><!-- <script type="module" src="/a.ts"></script> --></script>',
    ],
    ['a style', '<style>/* <script type="module" src="/a.ts"> */</style>'],
    ['a value that never ends', '<script type="module" src="/src/main.ts'],
    ['a tag that never ends', '<script type="module" src=/src/main.ts '],
  ])('makes no module of what stands in %s', (_, html) => {
    const { html: made, entries } = page(html)
    expect({ made, entries }).toEqual({ made: html, entries: [] })
  })

  it('reads what comes after odd markup', () => {
    expect(names('<!--><b>')).toEqual(['b'])
    expect(names('<!---><b>')).toEqual(['b'])
    expect(names('<!-- a --!><b>')).toEqual(['b'])
    expect(names('<!doctype html><?xml version="1"?></ x><b>')).toEqual(['b'])
    expect(names('a < b <c>')).toEqual(['c'])
    expect(names('<a x="1>2" y=\'>\' z=a>b<c/>')).toEqual(['a', 'c'])
    expect(names('<a =x><b">')).toEqual(['a', 'b"'])
    expect(names('<script>"<\\/script>" </scripty> </script ><b>')).toEqual(['script', 'b'])
    expect(names('<script><!-- </script><b>')).toEqual(['script', 'b'])
    expect(names('<svg><style/><title><b></title></svg><style><b></style><i>')).toEqual([
      'svg',
      'style',
      'title',
      'b',
      'style',
      'i',
    ])
  })

  it('takes time in proportion to its length', () => {
    for (const part of ['<', '<a ', '<!--', '<script>', '</', '<a b="', '<a b=', '<a\n\n', '&#']) {
      scanHtml(part.repeat(100_000))
    }
  })

  it('does not put in names of Object.prototype', () => {
    expect(page('%toString% %__proto__%').html).toBe('%toString% %__proto__%')
  })
})

describe('a page', () => {
  it('has its modules taken out in order, and stays as it was written', () => {
    const files = {
      'src/main.ts': '',
      'src/a b.css': '',
      'public/p.css': '',
      'public/p.js': '',
      'src/m.css': '',
    }
    const { html, entries } = page(
      [
        '<!doctype html><html><head><!-- note -->',
        '<link rel="icon" href="/src/main.ts" />',
        '<link REL="preload stylesheet" href="./src/a%20b.css?x=1&amp;y" />',
        '<link rel="stylesheet" href="/p.css"><link rel="stylesheet" href="https://x.example/a.css">',
        '<link rel="stylesheet" media="print" href="/src/m.css">',
        '<script>classic()</script><script src="/p.js"></script><style>@import "/src/m.css"</style>',
        '<script type="module">import "./src/main.ts"</script></head><body><div id="root"></div>',
        '<script type="MODULE" src="src/main.ts" async></script>',
        '<script type="module" src="/p.js"></script><script type="module" src="/gone.ts"></script>',
        '<script type="module" src="https://cdn.example/x.js"></script>',
        '<script type="module" vite-ignore src="/src/main.ts"></script></body></html>',
      ].join('\n'),
      { files },
    )
    expect(entries).toEqual([
      '/src/a b.css?x=1&y',
      '/index.html?html-proxy&index=0.js',
      '/src/main.ts',
      '/public/p.js',
      '/gone.ts',
    ])
    expect(html).toBe(
      [
        '<!doctype html><html><head><!-- note -->',
        '<link rel="icon" href="/src/main.ts" />',
        run(0),
        '<link rel="stylesheet" href="/p.css"><link rel="stylesheet" href="https://x.example/a.css">',
        '<link rel="stylesheet" media="print" href="/src/m.css">',
        '<script>classic()</script><script src="/p.js"></script><style>@import "/src/m.css"</style>',
        `${run(1)}</head><body><div id="root"></div>`,
        run(2),
        `${run(3)}${run(4)}`,
        '<script type="module" src="https://cdn.example/x.js"></script>',
        '<script type="module" vite-ignore src="/src/main.ts"></script></body></html>',
      ].join('\n'),
    )
  })

  it('has values of the environment put in', () => {
    const env = { MODE: 'staging', VITE_TITLE: 'A & B', DEV: true }
    expect(page('<title>%VITE_TITLE% %MODE% %DEV% %VITE_GONE% 50%</title>', { env }).html).toBe(
      '<title>A & B staging true %VITE_GONE% 50%</title>',
    )
  })

  it('knows its base and its own folder', () => {
    const around = project({
      files: { 'docs/a.ts': '', 'src/main.ts': '' },
      config: { base: '/x/' },
    })
    const html =
      '<script type="module" src="./a.ts"></script><script type="module" src="/x/src/main.ts"></script>'
    expect(transformHtml(html, around, 'docs/index.html').entries).toEqual([
      '/docs/a.ts',
      '/src/main.ts',
    ])
  })
})

describe('an inline module', () => {
  const transform = (html: string, index: number) => {
    const bytes = new TextEncoder().encode(html)
    const query = `html-proxy&index=${index}.js`
    return createTransform()({ path: 'index.html', query, bytes }, project({ env: { MODE: 'x' } }))
  }

  it('that does not compile names its line in the page', async () => {
    const thrown = await transform('<p>\n<script type="module">\n\nlet a = ;\n</script>', 0).catch(
      (error: unknown) => error,
    )
    if (!(thrown instanceof CompileError)) throw new Error(String(thrown))
    expect(thrown.problem).toMatchObject({ file: 'index.html', line: 4 })
  })

  it('that has gone is refused', async () => {
    await expect(transform('<p>', 0)).rejects.toThrow('not in the page any more')
  })

  it('runs, with values of the environment', async () => {
    const html =
      '<script type="module">1</script><script type="module">export const mode = "%MODE%"</script>'
    const made = await transform(html, 1)
    const exports = await runModules(new Map([['m', made]]), 'm')
    expect(exports['mode']).toBe('x')
  })
})
