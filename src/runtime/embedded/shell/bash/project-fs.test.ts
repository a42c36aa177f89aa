import { describe, expect, it } from 'vitest'
import { createFakePackages } from '../fake-packages.ts'
import { tryShell } from '../try-shell.ts'

describe('the project as a shell sees it', () => {
  const packages = () =>
    createFakePackages({
      'react@19.0.0': { 'package.json': '{"name":"react"}', 'lib/a.js': 'x' },
      '@a/b@1.0.0': { 'i.js': '' },
      'react/node_modules/c@1.0.0': { 'package.json': '{}' },
    })

  it.each([
    ['cat nowhere', 'No such file or directory'],
    ['cat src', ''],
    ['rmdir src', ''],
    ['rm -r src/nowhere', 'No such file or directory'],
    ['echo x > src', ''],
    ['echo x > a.txt/b', ''],
    ['echo x > node_modules/react/a.js', ''],
    ['rm -r node_modules/react', ''],
    ['ln -s a.txt b', ''],
    ['cp -r src src/inner', ''],
  ])('refuses %s', async (line, words) => {
    const { bash, files } = tryShell({
      files: { 'a.txt': 'a', 'src/b.txt': 'b' },
      packages: packages(),
    })
    const { code, output } = await bash(line)
    expect(code).not.toBe(0)
    expect(output).toContain(words)
    expect(files.paths()).toEqual(['a.txt', 'src/b.txt'])
  })

  it('makes, moves, copies and deletes, and tells the workbench', async () => {
    const { bash, files } = tryShell({ files: { 'src/a.ts': 'a', 'src/in/b.ts': 'b' } })
    const told: string[] = []
    files.onProgramChange((changes) =>
      told.push(...changes.map(({ type, path }) => `${type} ${path}`)),
    )
    expect(
      await bash('mkdir -p lib/x && mv src/in lib/x && cp -r lib/x copy && rm src/a.ts'),
    ).toEqual({
      code: 0,
      output: '',
    })
    expect(files.paths()).toEqual(['copy/in/b.ts', 'lib/x/in/b.ts'])
    expect(told).toContain('delete src/in/b.ts')
    expect((await bash('ls; ls src; echo more >> lib/x/in/b.ts; cat lib/x/in/b.ts')).output).toBe(
      'copy\nlib\nsrc\nbmore\n',
    )
    expect((await bash('rmdir src && ls')).output).toBe('copy\nlib\n')
  })

  it('keeps bytes that are not text', async () => {
    const { bash, files } = tryShell()
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    files.mount(new Map([['a.bin', bytes]]))
    await bash('cp a.bin b.bin; cat a.bin > c.bin')
    for (const name of ['b.bin', 'c.bin']) expect(files.bytes(name)).toEqual(bytes)
  })

  it('shows node_modules, to be read only', async () => {
    const { bash } = tryShell({ files: { 'a.txt': '' }, packages: packages() })
    expect((await bash('ls')).output).toBe('a.txt\nnode_modules\n')
    expect((await bash('ls node_modules node_modules/@a')).output).toMatch(/@a\nreact\n[^]*b\n/)
    expect((await bash('cat node_modules/react/package.json')).output).toBe('{"name":"react"}')
    expect((await bash('ls node_modules/react')).output).toBe('lib\nnode_modules\npackage.json\n')
  })

  it('keeps /tmp from line to line, and knows /dev/null', async () => {
    const { bash } = tryShell()
    expect((await bash('echo kept > /tmp/a; cat nowhere 2> /dev/null; pwd')).output).toBe(
      '/project\n',
    )
    expect((await bash('cat /tmp/a')).output).toBe('kept\n')
  })

  it('expands globs and searches', async () => {
    const { bash } = tryShell({ files: { 'src/a.ts': 'needle', 'src/b.ts': '', 'c.md': 'needle' } })
    expect((await bash('echo src/*.ts')).output).toBe('src/a.ts src/b.ts\n')
    expect((await bash('grep -rl needle . | sort')).output).toMatch(/c\.md\n[^]*src\/a\.ts\n/)
    expect((await bash('find . -name "*.ts" | wc -l')).output.trim()).toBe('2')
  })
})
