import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { version } from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import { createFakePackages, type FakePackages } from '../shell/fake-packages.ts'
import { tryShell } from '../shell/try-shell.ts'
import type { EngineFiles } from '../files.ts'
import { createTypeCheck } from './create-type-check.ts'
import { createInlineClient } from './inline-client.ts'
import { TYPESCRIPT_VERSION } from './messages.ts'

const CONFIG = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2022'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    skipLibCheck: true,
    types: [] as string[],
    noEmit: true,
  },
  include: ['src'],
}

function config(options: Readonly<Record<string, unknown>> = {}, more: object = {}): string {
  return JSON.stringify({
    ...CONFIG,
    compilerOptions: { ...CONFIG.compilerOptions, ...options },
    ...more,
  })
}

/** A shell whose `tsc` is the real one. */
function trial(
  files: Readonly<Record<string, string>>,
  packages: FakePackages = createFakePackages(),
) {
  let check: ReturnType<typeof createTypeCheck> | undefined
  const shell = tryShell({
    files,
    packages,
    typeCheck: (context) => {
      check ??= createTypeCheck({ files: shellFiles(), packages, createClient: createInlineClient })
      return check(context)
    },
  })
  const shellFiles = (): EngineFiles => shell.files
  return shell
}

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

/** The same files on a disk, checked by TypeScript's own program. */
function realTsc(files: Readonly<Record<string, string>>, args: readonly string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tabsmith-tsc-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  const program = path.resolve('node_modules/typescript/bin/tsc')
  mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true })
  for (const name of ['vite', '@types/react']) {
    symlinkSync(path.resolve('node_modules', name), path.join(folder, 'node_modules', name))
  }
  try {
    const output = execFileSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { code: 0, output, folder }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { code: status, output: stdout, folder }
  }
}

const BROKEN = {
  'tsconfig.json': config(),
  'src/a.ts': `import { b } from './b'\nexport const a: number = b\nexport const c: string = 1\n`,
  'src/b.ts': `export const b = 'text'\nexport function f(x) { return x }\n`,
  'src/missing.ts': `import './nowhere'\nimport x from 'no-such-package'\nconsole.log(x)\n`,
}

// Loading a compiler takes long on a busy machine.
describe('tsc', { timeout: 120_000 }, () => {
  it.each([
    ['errors in several files', BROKEN, ['--noEmit']],
    ['the same with colours', BROKEN, ['--noEmit', '--pretty']],
    ['one error with colours', { ...BROKEN, 'src/missing.ts': '', 'src/a.ts': '' }, ['--pretty']],
    ['a file that does not parse', { ...BROKEN, 'src/b.ts': 'const = {' }, ['--noEmit']],
    ['no tsconfig.json', {}, ['--noEmit', '-p', 'nowhere']],
    ['an unknown option', BROKEN, ['--no-such-option']],
    ['an unknown setting', { ...BROKEN, 'tsconfig.json': config({ nonsense: 1 }) }, []],
    ['a broken tsconfig.json', { ...BROKEN, 'tsconfig.json': '{ "include": [' }, []],
    ['no inputs', { 'tsconfig.json': config() }, []],
    ['a deprecated setting', { ...BROKEN, 'tsconfig.json': config({ baseUrl: '.' }) }, []],
    [
      'a project elsewhere',
      { 'inner/tsconfig.json': config(), 'inner/src/a.ts': 'let a: 1 = 2' },
      ['-p', 'inner'],
    ],
    [
      'errors that keep from writing',
      { ...BROKEN, 'tsconfig.json': config({ noEmit: false, noEmitOnError: true, outDir: 'out' }) },
      [],
    ],
    [
      'errors that do not',
      { ...BROKEN, 'tsconfig.json': config({ noEmit: false, outDir: 'out' }) },
      [],
    ],
  ] as const)('says the same as on Node: %s', async (_name, files, args) => {
    const real = realTsc(files, args)
    const ours = await trial(files).run('tsc', args)
    const home = (text: string) => text.replaceAll(real.folder, '/project')
    expect(ours.output).toBe(home(real.output))
    expect(ours.code).toBe(real.code)
  })

  it('says clearly that types are needed which cannot be fetched', async () => {
    const packages = createFakePackages({ '@types/x@1.0.0': {}, 'x@1.0.0': {} })
    packages.offline = true
    const files = { 'tsconfig.json': config(), 'src/a.ts': `import 'x'\n` }
    const { code, output } = await trial(files, packages).run('npx', ['tsc', '--noEmit'])
    expect(code).toBe(1)
    expect(output).toContain('the types of @types/x are needed and not on this machine')
  })

  it('refuses what would never end', async () => {
    const { code, output } = await trial(BROKEN).run('tsc', ['--watch'])
    expect(code).toBe(1)
    expect(output).toContain('--watch does not work')
  })

  it('prints nothing when all is well, and its version', async () => {
    const good = { 'tsconfig.json': config(), 'src/a.ts': 'export const a = [1].at(0)\n' }
    expect(await trial(good).run('tsc', ['--noEmit'])).toEqual({ code: 0, output: '' })
    expect((await trial({}).run('tsc', ['-v'])).output).toBe(`Version ${version}\n`)
    expect(TYPESCRIPT_VERSION).toBe(version)
  })

  it('sees what changed since the last check', async () => {
    const shell = trial({
      'tsconfig.json': config(),
      'src/a.ts': `import { b } from './b'\nexport const a: number = b\n`,
    })
    expect((await shell.run('tsc')).output).toContain(`Cannot find module './b'`)
    await shell.bash(`echo "export const b = 1" > src/b.ts`)
    expect(await shell.run('tsc')).toEqual({ code: 0, output: '' })
    await shell.bash(`echo "export const b = ''" > src/b.ts`)
    expect((await shell.run('tsc')).output).toContain(`src/a.ts(2,14): error TS2322`)
    await shell.bash('rm src/b.ts')
    expect((await shell.run('tsc')).output).toContain(`Cannot find module './b'`)
  })

  it('takes types from packages, from DefinitelyTyped first, and from the engine for vite/client', async () => {
    const packages = createFakePackages({
      'typed@1.0.0': {
        'package.json': `{"name":"typed","exports":{".":{"types":"./dist/index.d.ts","default":"./dist/index.js"}}}`,
        'dist/index.d.ts': `import type { Deep } from 'deep'\nexport const typed: Deep\n`,
        'dist/index.js': '',
      },
      'deep@1.0.0': { 'package.json': '{"types":"d.d.ts"}', 'd.d.ts': 'export type Deep = 1\n' },
      'plain@1.0.0': { 'package.json': '{"main":"i.js"}', 'i.js': '' },
      '@types/plain@1.0.0': {
        'package.json': '{"types":"i.d.ts"}',
        'i.d.ts': 'export const plain: 2\n',
      },
      'vite@8.0.0': {},
    })
    const files = {
      'tsconfig.json': config({ types: ['vite/client'], lib: ['ES2022', 'DOM'] }),
      'src/a.ts': [
        `import { typed } from 'typed'`,
        `import { plain } from 'plain'`,
        `import logo from './logo.svg'`,
        `export const a: 5 = [typed, plain, logo, import.meta.env.MODE, import.meta.hot] as const`,
      ].join('\n'),
    }
    const { output } = await trial(files, packages).run('tsc')
    expect(output).toContain(`'readonly [1, 2, string, string, ViteHotContext | undefined]'`)
    expect(packages.reads).not.toContain('plain!package.json')
    expect(packages.reads.some((read) => read.startsWith('vite!'))).toBe(false)
  })

  it('checks the projects that a project refers to, by -b', async () => {
    const files = {
      'tsconfig.json': JSON.stringify({
        files: [],
        references: [{ path: './a' }, { path: './b.json' }],
      }),
      'a/tsconfig.json': config(),
      'a/src/a.ts': 'let a: 1 = 2',
      'b.json': config({}, { include: ['b'] }),
      'b/b.ts': 'let b: 1 = 3',
    }
    const { code, output } = await trial(files).run('tsc', ['-b'])
    expect(output.match(/^\S+: error TS2322/gm)).toEqual([
      'a/src/a.ts(1,5): error TS2322',
      'b/b.ts(1,5): error TS2322',
    ])
    expect(code).not.toBe(0)
  })

  it('writes output where the project asks for it', async () => {
    const shell = trial({
      'tsconfig.json': config({ noEmit: false, outDir: 'out', rootDir: 'src' }),
      'src/a.ts': 'export const a: number = 1\n',
    })
    expect(await shell.run('tsc')).toEqual({ code: 0, output: '' })
    expect(shell.files.text('out/a.js')).toBe('export const a = 1;\n')
  })

  it('keeps to the defaults of TypeScript 5 for a project that asks for it, and says so', async () => {
    const packages = createFakePackages({ 'typescript@5.9.3': {} })
    const files = {
      'tsconfig.json': JSON.stringify({
        compilerOptions: { baseUrl: '.', noEmit: true },
        include: ['src'],
      }),
      'src/a.ts': 'export function f(x) { return x }\n',
    }
    const { code, output } = await trial(files, packages).run('tsc')
    expect(output).toBe('tsc: checked by TypeScript 6.0.3; the project asks for 5.9.3.\n')
    expect(code).toBe(0)
  })

  it('checks a template as it comes', async () => {
    const root = path.resolve('templates/react-ts')
    const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
    const types = (folder: string, names: readonly string[]) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          readFileSync(path.resolve('node_modules', folder, name), 'utf8'),
        ]),
      )
    const packages = createFakePackages({
      'react@19.0.0': {},
      'react-dom@19.0.0': {},
      'vite@7.0.0': {},
      '@types/react@19.0.0': types('@types/react', [
        'package.json',
        'index.d.ts',
        'global.d.ts',
        'jsx-runtime.d.ts',
      ]),
      '@types/react-dom@19.0.0': types('@types/react-dom', [
        'package.json',
        'index.d.ts',
        'client.d.ts',
      ]),
      'csstype@3.0.0': types('csstype', ['package.json', 'index.d.ts']),
    })
    const files = {
      'tsconfig.json': read('tsconfig.json'),
      'src/main.tsx': read('src/main.tsx'),
      'src/App.tsx': read('src/App.tsx'),
    }
    const shell = trial(files, packages)
    expect(await shell.run('npx', ['tsc', '--noEmit'])).toEqual({ code: 0, output: '' })
    await shell.bash(`echo "export const broken: number = ''" > src/broken.ts`)
    expect((await shell.run('npx', ['tsc', '--noEmit'])).code).toBe(2)
  })
})
