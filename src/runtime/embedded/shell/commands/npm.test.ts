import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { encodeText } from '#workspace/workspace.ts'
import { createFakePackages } from '../fake-packages.ts'
import { tryShell } from '../try-shell.ts'

const manifest = (more: object = {}) => JSON.stringify({ name: 'app', version: '1.2.3', ...more })

describe('npm run', () => {
  it('says where package.json is missing or broken', async () => {
    expect((await tryShell().run('npm', ['run', 'dev'])).output).toContain('npm error code ENOENT')
    const { code, output } = await tryShell({ files: { 'package.json': '{' } }).run('npm', ['test'])
    expect(code).toBe(1)
    expect(output).toContain('npm error code EJSONPARSE')
  })

  it('names what is missing and what is near', async () => {
    const { run } = tryShell({ files: { 'package.json': manifest({ scripts: { dev: 'vite' } }) } })
    const { code, output } = await run('npm', ['run', 'devv'])
    expect(code).toBe(1)
    expect(output).toContain('npm error Missing script: "devv"')
    expect(output).toContain('npm error   npm run dev')
    expect((await run('npm', ['run', '__proto__'])).code).toBe(1)
    expect((await run('npm', ['run', 'nope', '--if-present'])).code).toBe(0)
  })

  it('stops scripts that call each other without end', async () => {
    const scripts = { a: 'npm run b', b: 'npm run a' }
    const { run } = tryShell({ files: { 'package.json': manifest({ scripts }) } })
    const { code, output } = await run('npm', ['run', 'a'])
    expect(code).toBe(1)
    expect(output).toContain('more than 30 deep')
  })

  it('stops at the first script that fails', async () => {
    const scripts = { prebuild: 'node fail.js', build: 'vite build', postbuild: 'node after.js' }
    const { run, ran } = tryShell({
      files: { 'package.json': manifest({ scripts }) },
      node: async () => 4,
    })
    expect((await run('npm', ['run', 'build'])).code).toBe(4)
    expect(ran).toEqual([])
  })

  it('runs pre and post scripts around it, under npm’s heading', async () => {
    const scripts = {
      prebuild: 'node "a b.js"',
      build: 'tsc --noEmit && vite build',
      postbuild: 'node c',
    }
    const { run, ran } = tryShell({ files: { 'package.json': manifest({ scripts }) } })
    const { code, output } = await run('npm', ['run', 'build', '--', '--mode', 'it works'])
    expect(code).toBe(0)
    expect(ran).toEqual(['node a b.js', 'tsc --noEmit', 'build --mode it works', 'node c'])
    expect(output).toContain(
      `\n> app@1.2.3 build\n> tsc --noEmit && vite build --mode 'it works'\n\n`,
    )
  })

  it('starts the dev server of the port’s environment, and ends it when it is killed', async () => {
    const { start } = tryShell({
      files: { 'package.json': manifest({ scripts: { dev: 'PORT=3 vite --open' } }) },
      serve: ({ args, env, out, signal }) => {
        out(JSON.stringify([args, env.PORT, env.FORCE_COLOR, env.npm_lifecycle_event]))
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(0)))
      },
    })
    const { process, screen } = start('npm', ['run', 'dev'], { env: { FORCE_COLOR: '1' } })
    await expect.poll(() => screen.text).toContain('[["--open"],"3","1","dev"]')
    process.kill()
    expect(await process.exit).toBe(143)
  })

  it('gives a script with shell syntax to a shell', async () => {
    const scripts = { count: 'for n in 1 2 3; do echo "n$n"; done | wc -l' }
    const { run } = tryShell({ files: { 'package.json': manifest({ scripts }) } })
    expect((await run('npm', ['run', '-s', 'count'])).output.trim()).toBe('3')
  })

  it('finds package.json in a folder above and runs there', async () => {
    const { run, ran } = tryShell({
      files: { 'package.json': manifest({ scripts: { test: 'node t.js' } }), 'src/a.ts': '' },
    })
    expect((await run('npm', ['test'], { cwd: 'src' })).code).toBe(0)
    expect(ran).toEqual(['node t.js'])
  })

  it('lists the scripts', async () => {
    const scripts = { test: 'node t', dev: 'vite' }
    const { run } = tryShell({ files: { 'package.json': manifest({ scripts }) } })
    expect((await run('npm', ['run'])).output).toBe(
      'Lifecycle scripts included in app@1.2.3:\n  test\n    node t\n' +
        '\navailable via `npm run`:\n  dev\n    vite\n',
    )
  })
})

describe('npm install', () => {
  const files = { 'package.json': manifest(), 'package-lock.json': '{}' }

  it.each([
    [new Failure('not-found', 'No package "nope".'), 'npm error code E404\nnpm error No package'],
    [new Failure('offline', 'No network.'), 'npm error code ENOTFOUND\nnpm error network'],
  ])('ends with npm’s own words: %s', async (failure, words) => {
    const packages = createFakePackages()
    packages.next = failure
    const { code, output } = await tryShell({ files, packages }).run('npm', ['install', 'nope'])
    expect(code).toBe(1)
    expect(output).toContain(words)
  })

  it('says that ci needs a lockfile that fits, in words that fall back to install', async () => {
    const packages = createFakePackages()
    packages.next = new Failure('invalid', 'react is not in the lockfile.')
    const { output } = await tryShell({ files, packages }).run('npm', ['ci'])
    expect(output).toMatch(/EUSAGE[^]*in sync[^]*react is not in the lockfile/)
    const bare = tryShell({ files: { 'package.json': manifest() } })
    expect((await bare.run('npm', ['ci'])).output).toContain('can only install with an existing')
  })

  it('changes nothing after it was killed', async () => {
    const packages = createFakePackages()
    packages.next = 'hang'
    const { start } = tryShell({ files, packages })
    const { process, screen } = start('npm', ['install', 'zod'])
    await expect.poll(() => packages.calls).toEqual(['install +zod'])
    process.kill()
    expect(await process.exit).toBe(143)
    expect(screen.text).toBe('')
  })

  it('refuses folders that are no project of their own, global packages and unknown commands', async () => {
    const { run, packages } = tryShell({ files: { ...files, 'inner/package.json': manifest() } })
    expect((await run('npm', ['install'], { cwd: 'inner' })).output).toContain('EUNSUPPORTED')
    expect((await run('npm', ['install', '-g', 'x'])).code).toBe(1)
    expect((await run('npm', ['publish'])).output).toContain('npm publish is not part of')
    expect((await run('npm', ['create', 'vite'])).output).toContain('home page')
    expect((await run('npm', ['frobnicate'])).output).toContain('Unknown command: "frobnicate"')
    expect(packages.calls).toEqual([])
  })

  it('installs, writes what changed and tells of it as npm does', async () => {
    const packages = createFakePackages()
    packages.next = {
      added: 2,
      removed: 1,
      warnings: ['The install scripts of esbuild were not run.'],
      files: new Map([['package-lock.json', '{"new":1}']]),
    }
    const { run, files: disk } = tryShell({ files, packages })
    const reported: string[] = []
    disk.onProgramChange((changes) => reported.push(...changes.map(({ path }) => path)))
    const { code, output } = await run('npm', ['i', '-D', '--save-exact', 'zod@4', '@a/b'])
    expect(code).toBe(0)
    expect(output).toMatch(
      /^npm warn The install scripts of esbuild were not run\.\n\nadded 2 packages and removed 1 package in \d+m?s\n$/,
    )
    expect(packages.calls).toEqual(['install +zod@4 +@a/b dev'])
    expect(reported).toEqual(['package-lock.json'])
    expect(disk.bytes('package-lock.json')).toEqual(encodeText('{"new":1}'))
  })

  it('names what it fetches for --loglevel=http only', async () => {
    const { run } = tryShell({ files })
    const flags = ['--no-audit', '--no-fund']
    expect((await run('npm', ['ci', ...flags])).output).not.toContain('http')
    const { output } = await run('npm', ['ci', ...flags, '--loglevel=http'])
    expect(output).toMatch(/^npm http fetch react@\S+\n\nup to date in /)
  })

  it('lists what is installed and what is missing', async () => {
    const packages = createFakePackages({ 'react@19.0.0': {} })
    const dependencies = { react: '^19.0.0', zod: '4' }
    const { run } = tryShell({ files: { 'package.json': manifest({ dependencies }) }, packages })
    const { code, output } = await run('npm', ['ls'])
    expect(code).toBe(1)
    expect(output).toContain('├── react@19.0.0\n└── UNMET DEPENDENCY zod@4\n')
  })
})

describe('npx and other managers', () => {
  it('refuses what needs Node, by name, and says what to use', async () => {
    const { bash, ran } = tryShell()
    expect(await bash('npx cowsay hi')).toMatchObject({ code: 1 })
    expect((await bash('npx --yes vitest run')).output).toContain('vitest')
    expect((await bash('npx')).code).toBe(1)
    expect((await bash('pnpm add zod')).output).toContain('npm install zod')
    expect((await bash('yarn dev')).output).toContain('npm run dev')
    expect((await bash('git status')).output).toContain('history')
    expect((await bash('vite preview')).code).toBe(1)
    expect(ran).toEqual([])
  })

  it('runs tsc and vite', async () => {
    const { bash, ran } = tryShell()
    await bash('npx -y tsc@latest --noEmit; npx vite build; ./node_modules/.bin/vite; which tsc')
    expect(ran).toEqual(['tsc --noEmit', 'build', 'serve'])
    expect((await bash('which npm git')).output).toBe('/usr/bin/npm\n')
  })
})
