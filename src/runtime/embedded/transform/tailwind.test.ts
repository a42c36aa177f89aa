import { describe, expect, it } from 'vitest'
import { CompileError } from '../module.ts'
import { createTransform } from './create-transform.ts'
import { findCandidates } from './tailwind-candidates.ts'
import { project } from './test-surroundings.ts'
import type { Transform } from './transform.ts'

type Files = Readonly<Record<string, string>>

const config = { plugins: new Set(['tailwindcss'] as const) }

async function sheetOf(
  files: Files,
  transform: Transform = createTransform(),
  packages: Files = {},
  path = 'src/app.css',
) {
  const around = project({ files, packages, config, command: 'build' })
  const bytes = new TextEncoder().encode(files[path] ?? '')
  const made = await transform({ path, query: '', bytes }, around)
  const text = made.style?.pieces.join('') ?? ''
  return { made, text, utilities: text.slice(text.indexOf('@layer utilities')) }
}

async function problemOf(css: string, files: Files = {}) {
  const thrown = await sheetOf({ 'src/app.css': css, ...files }).catch((error: unknown) => error)
  if (!(thrown instanceof CompileError)) throw new Error(`no CompileError: ${String(thrown)}`)
  return thrown.problem
}

describe('Tailwind that does not compile', () => {
  it.each([
    ['\n.a { @apply nope; }', 2, 'unknown utility class `nope`'],
    ['\n\n@plugin "@tailwindcss/typography";', 3, '@plugin "@tailwindcss/typography" is a program'],
    ['\n@config "../tailwind.config.js";', 2, '@theme'],
    ['@import "tailwindcss";\n@import "./gone.css";', 2, 'no style sheet ./gone.css'],
    ['@import "tailwindcss";\n\n.a {', 3, 'Unclosed block'],
    ['\n@theme { color: red }', 2, 'must only contain custom properties'],
  ])('says where and why: %j', async (css, line, message) => {
    const problem = await problemOf(css)
    expect(problem.message).toContain(message)
    expect(problem).toMatchObject({ file: 'src/app.css', line })
  })

  it('names the imported file that is at fault', async () => {
    const problem = await problemOf('@import "tailwindcss";\n@import "./b.css";', {
      'src/b.css': '\n\n.b { @apply nope; }',
    })
    expect(problem).toMatchObject({ file: 'src/b.css', line: 3 })
  })
})

describe('candidates', () => {
  it('are found in markup and code', () => {
    const text = `<div class="p-4 hover:bg-[url('/x.png')] w-[calc(100%-1rem)] -mt-2 !flex 2xl:hidden [&>p]:mt-4
      data-[state=open]:x *:p-1 @lg:grid w-(--size) p-1.5 bg-red-500/50 group-[.is-a]:b">
      cn('a-b', { 'c-d': x, underline: y }, ["e-f","g-h"]) \`i-j \${k}\` div.k-l.m-n call(1) class:o-p={q}`
    const found = new Set(findCandidates(text))
    for (const name of [
      "hover:bg-[url('/x.png')]",
      ...'p-4 w-[calc(100%-1rem)] -mt-2 !flex 2xl:hidden [&>p]:mt-4 data-[state=open]:x *:p-1 @lg:grid'.split(
        ' ',
      ),
      ...'w-(--size) p-1.5 bg-red-500/50 group-[.is-a]:b a-b c-d underline e-f g-h i-j k-l m-n o-p'.split(
        ' ',
      ),
    ]) {
      expect(found).toContain(name)
    }
    expect(found).not.toContain('call')
  })

  it('take time in proportion to the text', () => {
    for (const part of ['a-[', 'a-[a', '[', 'a', 'a-(', "a-['", 'a:', '.']) {
      findCandidates(part.repeat(20_000))
    }
  })
})

describe('Tailwind', () => {
  it('makes the classes that files name, without any package', async () => {
    const { made, text, utilities } = await sheetOf({
      'src/app.css':
        '@import "tailwindcss";\n@theme { --color-brand: #123456; }\n.card { @apply rounded-lg; }',
      'src/App.tsx': '<p className="text-brand p-4 hover:underline" />',
      'index.html': '<body class="flex">',
      'src/other.css': '.hidden {}',
      'dist/x.js': '"sr-only"',
    })
    expect(made.dependsOnAllText).toBe(true)
    expect(text).toContain('--color-brand: #123456')
    expect(text).toContain('box-sizing: border-box')
    for (const part of ['.text-brand {', '.p-4 {', '.hover\\:underline', '.flex {']) {
      expect(utilities).toContain(part)
    }
    expect(utilities).not.toContain('.hidden')
    expect(utilities).not.toContain('.sr-only')
    expect(text).not.toMatch(/@(?:apply|theme|tailwind)\b/)
  })

  it('adds the classes of changed files to what it has', async () => {
    const transform = createTransform()
    const css = '@import "tailwindcss/theme.css"; @import "tailwindcss/utilities.css";'
    const before = await sheetOf({ 'src/app.css': css, 'a.ts': '"p-4"' }, transform)
    expect(before.text).toContain('.p-4')
    const after = await sheetOf({ 'src/app.css': css, 'a.ts': '"m-2"' }, transform)
    expect(after.text).toContain('.m-2')
    const changed = await sheetOf({ 'src/app.css': `${css}.x{}`, 'a.ts': '"m-2"' }, transform)
    expect(changed.text).not.toContain('.p-4')
  })

  it('takes up a changed import, and one that comes to be', async () => {
    const transform = createTransform()
    const files = { 'src/app.css': '@import "tailwindcss/utilities"; @import "./b.css";' }
    await expect(sheetOf(files, transform)).rejects.toThrow('./b.css')
    const first = await sheetOf({ ...files, 'src/b.css': '.b{background:url(x.png)}' }, transform)
    expect(first.made.dependencies).toContain('src/b.css')
    expect(first.made.style?.assets).toEqual([])
    const again = await sheetOf(
      { ...files, 'src/b.css': '.b{background:url(x.png)}', 'src/x.png': '' },
      transform,
    )
    expect(again.made.style?.assets).toEqual(['/src/x.png?url'])
    const last = await sheetOf({ ...files, 'src/b.css': '.c{}', 'src/x.png': '' }, transform)
    expect(last.text).toContain('.c')
  })

  it('knows utilities, variants, layers, sources and sheets of packages', async () => {
    const { text, utilities, made } = await sheetOf(
      {
        'src/app.css':
          '@import url("https://fonts.example/x.css"); @import "tailwindcss" source("../src"); @import "tw-animate-css"; @import "./parts.css" layer(components); @custom-variant dark (&:where(.dark *)); @utility tab-4 { tab-size: 4; } @source "../lib"; @source not "../src/no"; @source inline("underline"); @source "../node_modules/ui"; .x { @variant dark { color: red; } background: url(./x.png) }',
        'src/parts.css': '.btn { background: url("./x.png"); color: --alpha(red / 50%) }',
        'src/x.png': '',
        'src/a.ts': '"tab-4 dark:p-4"',
        'src/no/b.ts': '"m-9"',
        'lib/c.html': '<i class="m-3">',
        'other/d.html': '<i class="m-7">',
      },
      createTransform(),
      { 'node_modules/tw-animate-css': '@utility fade-x { opacity: 0; }' },
    )
    expect(text).toMatch(/^\/\*[^*]*\*\/\s*(?:@layer [^{}]*;\s*)*@import url\("https:/)
    for (const part of ['.tab-4', '.dark\\:p-4', '.m-3', '.underline'])
      expect(utilities).toContain(part)
    for (const part of ['.m-9', '.m-7']) expect(utilities).not.toContain(part)
    expect(made.style?.assets).toEqual(['/src/x.png?url'])
    expect(made.style?.pieces.filter((piece) => piece === 0)).toHaveLength(2)
    expect(made.warnings?.[0]).toContain('@source "../node_modules/ui"')
  })

  it('leaves sheets that use nothing of it alone', async () => {
    const { made, text } = await sheetOf({ 'src/app.css': '.a { color: red }' })
    expect(text).toBe('.a { color: red }')
    expect(made.dependsOnAllText).toBeUndefined()
    const nested = await sheetOf({
      'src/app.css': '@import "./b.css";',
      'src/b.css': '@import "./c.css";',
      'src/c.css': '@import "tailwindcss";',
      'a.html': 'class="p-4"',
    })
    expect(nested.utilities).toContain('.p-4')
  })

  it('works in CSS Modules, by @reference', async () => {
    const { made, text } = await sheetOf(
      { 'src/a.module.css': '@reference "tailwindcss";\n.title { @apply p-4; }' },
      createTransform(),
      {},
      'src/a.module.css',
    )
    expect(text).toMatch(/\._title_\w+_2 \{\s*padding/)
    expect(made.code).toContain('"_title_')
  })
})
