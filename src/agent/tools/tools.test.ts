import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { ToolResult } from '../events.ts'
import { call, createBench, finish, type Bench } from '../test-bench.ts'

/** Runs one tool through a whole turn. */
async function run(bench: Bench, tool: string, input: unknown): Promise<ToolResult> {
  bench.answers.unshift([...call(tool, input), finish('tool-calls')])
  await bench.agent.send('go')
  const result = bench.tools().at(-1)?.result
  if (!result) throw new Error('no result')
  return result
}

describe('list', () => {
  it('lists by glob, with sizes', async () => {
    const bench = createBench({ files: { 'src/a.ts': 'abc', 'b.css': '' } })
    expect((await run(bench, 'list', {})).output).toBe('b.css (0 B)\nsrc/a.ts (3 B)')
    expect(await run(bench, 'list', { glob: 'src/**' })).toMatchObject({ summary: '1 file' })
    expect((await run(bench, 'list', { glob: '*.py' })).output).toBe('No file matches *.py.')
  })
})

describe('read', () => {
  it('numbers lines and says where to read on', async () => {
    const bench = createBench({
      files: { a: Array.from({ length: 30 }, (_, i) => `l${i + 1}`).join('\n') },
    })
    const result = await run(bench, 'read', { path: 'a', offset: 10, limit: 2 })
    expect(result.output).toBe('10\tl10\n11\tl11\n[lines 12 to 30 follow; read on with offset 12]')
  })

  it('stops at 50 KB', async () => {
    const bench = createBench({ files: { a: `${'x'.repeat(1000)}\n`.repeat(100) } })
    const { output } = await run(bench, 'read', { path: 'a' })
    expect(output.length).toBeLessThan(52_000)
    expect(output).toContain('read on with offset 52')
  })

  it.each([
    ['gone.ts', /no file gone\.ts/],
    ['App.tsx', /Did you mean src\/App\.tsx/],
    ['package-lock.json', /lockfile/],
    ['logo.png', /binary/],
  ])('refuses %s and says what helps', async (path, expected) => {
    const bench = createBench({ files: { 'src/App.tsx': '', 'package-lock.json': '{}' } })
    bench.workspace.apply(
      [{ type: 'write', path: 'logo.png', bytes: new Uint8Array([0, 1]) }],
      'user',
    )
    const result = await run(bench, 'read', { path })
    expect(result.status).toBe('refused')
    expect(result.output).toMatch(expected)
  })
})

describe('write', () => {
  it('creates a file and shows it as added', async () => {
    const bench = createBench()
    const result = await run(bench, 'write', { path: './src/a.ts', content: 'a\nb\n' })
    expect(result).toMatchObject({
      status: 'ok',
      details: { type: 'file', path: 'src/a.ts', added: 2, removed: 0, created: true },
    })
  })

  it('refuses to overwrite what it has not read, shows it, and then allows it', async () => {
    const bench = createBench({ files: { a: 'precious\n' } })
    const refused = await run(bench, 'write', { path: 'a', content: 'new' })
    expect(refused).toMatchObject({ status: 'refused', summary: 'conflict' })
    expect(refused.output).toContain('precious')
    expect(bench.workspace.text('a')).toBe('precious\n')
    expect(await run(bench, 'write', { path: 'a', content: 'new' })).toMatchObject({ status: 'ok' })
  })

  it('refuses to overwrite a file that the user changed since, with the difference', async () => {
    const bench = createBench({ files: { a: 'one\ntwo\n' } })
    await run(bench, 'read', { path: 'a' })
    bench.workspace.apply([{ type: 'write', path: 'a', bytes: encodeText('one\nmine\n') }], 'user')
    const refused = await run(bench, 'write', { path: 'a', content: 'x' })
    expect(refused.output).toContain('changed since you last saw it')
    expect(refused.output).toContain('+mine')
    expect(bench.workspace.text('a')).toBe('one\nmine\n')
  })

  it('refuses a large file that was read only in part', async () => {
    const bench = createBench({ files: { a: 'line\n'.repeat(5000) } })
    await run(bench, 'read', { path: 'a', limit: 10 })
    expect(await run(bench, 'write', { path: 'a', content: 'x' })).toMatchObject({
      status: 'refused',
    })
    for (const offset of [1, 2001, 4001]) await run(bench, 'read', { path: 'a', offset })
    expect(await run(bench, 'write', { path: 'a', content: 'x' })).toMatchObject({ status: 'ok' })
  })

  it('refuses a placeholder for code, unless it was there already', async () => {
    const body = 'export const a = 1\n'.repeat(20)
    const bench = createBench({ files: { a: body, b: `${body}// ... rest of the code\n` } })
    await run(bench, 'read', { path: 'a' })
    const refused = await run(bench, 'write', { path: 'a', content: '// ... rest of the code\n' })
    expect(refused.output).toContain('stands for code that is missing')
    expect(bench.workspace.text('a')).toBe(body)
    await run(bench, 'read', { path: 'b' })
    const kept = await run(bench, 'write', {
      path: 'b',
      content: `x\n${body}// ... rest of the code\n`,
    })
    expect(kept.status).toBe('ok')
  })

  it.each(['../up', '/etc/passwd', 'a\\b', ''])('refuses the path %j', async (path) => {
    expect(await run(createBench(), 'write', { path, content: 'x' })).toMatchObject({
      status: 'refused',
    })
  })
})

describe('edit', () => {
  it('replaces literally and keeps the rest', async () => {
    const bench = createBench({ files: { a: 'one\ntwo\nthree\n' } })
    const result = await run(bench, 'edit', { path: 'a', old: 'two', new: '$& and $1' })
    expect(bench.workspace.text('a')).toBe('one\n$& and $1\nthree\n')
    expect(result).toMatchObject({ summary: '+1 −1' })
  })

  it('applies to a file that changed since, and says so', async () => {
    const bench = createBench({ files: { a: 'one\ntwo\n' } })
    await run(bench, 'read', { path: 'a' })
    bench.workspace.apply([{ type: 'write', path: 'a', bytes: encodeText('mine\ntwo\n') }], 'user')
    const result = await run(bench, 'edit', { path: 'a', old: 'two', new: '2' })
    expect(result.output).toContain('had changed')
    expect(bench.workspace.text('a')).toBe('mine\n2\n')
    // The user's line was never shown, so a whole write is still refused.
    expect(await run(bench, 'write', { path: 'a', content: 'x' })).toMatchObject({
      status: 'refused',
    })
  })

  it('refuses what is missing or not unique, and changes nothing', async () => {
    const bench = createBench({ files: { a: 'x\nx\n' } })
    expect(await run(bench, 'edit', { path: 'a', old: 'x', new: 'y' })).toMatchObject({
      status: 'refused',
    })
    expect(await run(bench, 'edit', { path: 'a', old: 'z', new: 'y' })).toMatchObject({
      status: 'refused',
    })
    expect(await run(bench, 'edit', { path: 'b', old: 'z', new: 'y' })).toMatchObject({
      status: 'refused',
    })
    expect(bench.workspace.text('a')).toBe('x\nx\n')
    await run(bench, 'edit', { path: 'a', old: 'x', new: 'y', replaceAll: true })
    expect(bench.workspace.text('a')).toBe('y\ny\n')
  })
})

describe('an edit that keeps failing', () => {
  it('shows the whole file the second time, and then lets it be written', async () => {
    const bench = createBench({ files: { a: 'the real text\n' } })
    const first = await run(bench, 'edit', { path: 'a', old: 'not there', new: 'x' })
    expect(first.output).not.toContain('The whole file is')
    const second = await run(bench, 'edit', { path: 'a', old: 'nor this', new: 'x' })
    expect(second.output).toContain('The whole file is:\nthe real text')
    expect(await run(bench, 'write', { path: 'a', content: 'x' })).toMatchObject({ status: 'ok' })
  })
})

describe('delete and move', () => {
  it('work on files and folders, and refuse what is not there or taken', async () => {
    const bench = createBench({ files: { 'src/a': '1', 'src/b': '2', c: '3' } })
    expect(await run(bench, 'move', { from: 'src', to: 'lib/' })).toMatchObject({
      summary: '2 files',
    })
    expect(bench.workspace.paths()).toEqual(['c', 'lib/a', 'lib/b'])
    expect(await run(bench, 'move', { from: 'c', to: 'lib/a' })).toMatchObject({
      status: 'refused',
    })
    expect(await run(bench, 'delete', { path: 'lib' })).toMatchObject({ summary: '2 files' })
    expect(await run(bench, 'delete', { path: 'lib' })).toMatchObject({ status: 'refused' })
    expect(bench.workspace.paths()).toEqual(['c'])
  })
})

describe('grep', () => {
  it('finds lines, skips lockfiles and refuses a broken pattern', async () => {
    const bench = createBench({ files: { a: 'let x = 1\n', 'package-lock.json': 'let x' } })
    expect((await run(bench, 'grep', { pattern: 'let\\s' })).output).toBe('a:1: let x = 1')
    const named = await run(bench, 'grep', { pattern: 'let', glob: 'package-lock.json' })
    expect(named.summary).toBe('1 hit')
    expect(await run(bench, 'grep', { pattern: '(' })).toMatchObject({ status: 'refused' })
  })
})

describe('shell', () => {
  it('runs after everything written has arrived, and gives exit code and clean output', async () => {
    const bench = createBench({
      programs: {
        'jsh -c': (p) => {
          p.print(`\u001b[31mred\u001b[0m 10%\r20%\r\n${p.read('new.txt') ?? 'missing'}\n`)
          return 3
        },
      },
    })
    bench.answers.push([
      ...call('write', { path: 'new.txt', content: 'arrived' }),
      ...call('shell', { command: 'cat new.txt' }),
      finish('tool-calls'),
    ])
    await bench.agent.send('go')
    const result = bench.tools().at(-1)?.result
    expect(result).toMatchObject({
      status: 'ok',
      summary: 'exit 3',
      details: { type: 'command', exitCode: 3, output: '20%\narrived' },
    })
    expect(result?.output).toBe('Exit code 3.\n20%\narrived')
  })

  it('clips long output and lets the rest be read', async () => {
    const bench = createBench({
      programs: {
        'jsh -c': (p) => p.print(Array.from({ length: 9000 }, (_, i) => `line ${i}`).join('\n')),
      },
    })
    const { output } = await run(bench, 'shell', { command: 'x' })
    expect(output.length).toBeLessThan(17_000)
    expect(output).toContain('line 0\n')
    expect(output).toContain('line 8999')
    expect(output).toMatch(/characters left out; shell_output sh1/)
    const rest = await run(bench, 'shell_output', { id: 'sh1', offset: 20_000 })
    expect(rest.output).toContain('Characters 20000 to 36384')
  })

  it('ends a command at its time limit', async () => {
    const bench = createBench({ programs: { 'jsh -c': (p) => p.forever } })
    const result = await run(bench, 'shell', { command: 'x', timeout_s: 0.05 })
    expect(result).toMatchObject({ summary: 'timed out' })
    expect(result.output).toContain('background: true')
    expect(bench.runtime.spawned[0]?.signal.aborted).toBe(true)
  })

  it('leaves a background command running until it is ended', async () => {
    const bench = createBench({ programs: { 'jsh -c': (p) => (p.print('up\n'), p.forever) } })
    expect(await run(bench, 'shell', { command: 'serve', background: true })).toMatchObject({
      summary: 'sh1',
    })
    expect(await run(bench, 'shell_output', { id: 'sh1' })).toMatchObject({
      summary: 'running',
      details: { output: 'up\n' },
    })
    expect(await run(bench, 'shell_stop', { id: 'sh1' })).toMatchObject({ output: 'Ended sh1.' })
    expect(await run(bench, 'shell_stop', { id: 'sh1' })).toMatchObject({ summary: 'had ended' })
    expect(await run(bench, 'shell_stop', { id: 'sh9' })).toMatchObject({ status: 'refused' })
    expect((await run(bench, 'shell_output', { id: 'sh9' })).output).toContain('There are: sh1.')
  })

  it('shows only so much of a command that prints without end, and the end in its result', async () => {
    const chunk = 'y\n'.repeat(32 * 1024)
    const bench = createBench({
      programs: {
        'jsh -c': (p) => {
          for (let i = 0; i < 40; i++) p.print(chunk)
          p.print('the end')
          return 0
        },
      },
    })
    const { output } = await run(bench, 'shell', { command: 'yes' })
    const live = bench.events.flatMap((event) =>
      event.type === 'tool-progress' ? [event.chunk] : [],
    )
    expect(live.join('').length).toBeLessThan(1.2 * 1024 * 1024)
    expect(live.at(-1)).toContain('much more')
    expect(output).toContain('the end')
  })

  it('says why there is no runtime, no shell, or no runtime any more', async () => {
    const bench = createBench({ programs: { 'jsh -c': (p) => p.forever } })
    bench.answers.push([...call('shell', { command: 'x' }), finish('tool-calls')])
    const sent = bench.agent.send('go')
    await vi.waitFor(() => expect(bench.runtime.spawned).toHaveLength(1))
    bench.runtime.lose('The tab ran out of memory.')
    await sent
    expect(bench.tools()[0]?.result).toMatchObject({
      status: 'refused',
      output: 'The tab ran out of memory.',
      summary: 'runtime lost',
    })
    bench.host.block(new Failure('timeout', 'It did not boot.', { hint: 'Reload.' }))
    expect((await run(bench, 'shell', { command: 'x' })).output).toBe('It did not boot. Reload.')
    const shellless = createBench({ abilities: { shell: undefined } })
    expect((await run(shellless, 'shell', { command: 'x' })).output).toContain('no shell')
  })
})

describe('add_packages', () => {
  const manifest = (names: string[]) =>
    JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) })

  it('waits until package.json is back in the workspace', async () => {
    const bench = createBench({
      files: { 'package.json': manifest([]) },
      programs: {
        'jsh -c': (p) => {
          setTimeout(() => {
            bench.runtime.change([
              { type: 'write', path: 'package.json', bytes: encodeText(manifest(['@a/b', 'c'])) },
            ])
          }, 20)
          expect(p.args[1]).toBe("npm install --no-audit --no-fund '@a/b@2' 'c'")
        },
      },
    })
    const result = await run(bench, 'add_packages', { names: ['@a/b@2', 'c'] })
    expect(result).toMatchObject({ status: 'ok', output: 'Installed @a/b@2, c.' })
    expect(bench.workspace.text('package.json')).toBe(manifest(['@a/b', 'c']))
  })

  it('passes on what npm said when it failed', async () => {
    const bench = createBench({
      programs: { 'jsh -c': (p) => (p.print('npm error 404 Not Found\n'), 1) },
    })
    const result = await run(bench, 'add_packages', { names: ['nope'] })
    expect(result).toMatchObject({ summary: 'failed' })
    expect(result.output).toContain('404')
  })

  it.each(['a; rm -rf /', "x'y", '--global', '../up', '$(id)'])(
    'refuses the name %j',
    async (name) => {
      const bench = createBench()
      expect(await run(bench, 'add_packages', { names: [name] })).toMatchObject({
        status: 'refused',
      })
      expect(bench.runtime.spawned).toEqual([])
    },
  )

  it('refuses where nothing can be installed', async () => {
    const bench = createBench({ abilities: { install: false } })
    expect((await run(bench, 'add_packages', { names: ['a'] })).output).toContain(
      'cannot be installed',
    )
  })
})

describe('check', () => {
  const files = {
    'tsconfig.json': '{}',
    'package.json': JSON.stringify({ devDependencies: { typescript: '6' } }),
  }

  it('reports types, server and preview, and counts the problems', async () => {
    const bench = createBench({
      files,
      programs: {
        'jsh -c npx tsc --noEmit': (p) => {
          p.print('src/a.ts(1,1): error TS2304: Cannot find name x.\n')
          bench.host.print('[vite] Internal server error: Failed to resolve import "y"\n\n')
          return 2
        },
      },
    })
    bench.host.setState({
      previewErrors: [{ kind: 'uncaught', message: 'boom', stack: undefined, path: '/', port: 1 }],
    })
    const result = await run(bench, 'check', {})
    expect(result).toMatchObject({ summary: '3 problems', details: { type: 'check', problems: 3 } })
    expect(result.output).toMatch(/TS2304[\s\S]*Failed to resolve import[\s\S]*boom/)
  })

  it('says that all is well only for what it looked at', async () => {
    const bench = createBench({ files, programs: { 'jsh -c npx tsc --noEmit': () => 0 } })
    bench.host.print('error: old, before the change\n')
    bench.workspace.apply([{ type: 'write', path: 'a', bytes: encodeText('x') }], 'user')
    expect(await run(bench, 'check', {})).toMatchObject({ summary: 'no problems' })

    const bare = createBench()
    bare.host.setState({ phase: { name: 'idle' } })
    const result = await run(bare, 'check', {})
    expect(result.summary).toBe('not all could be checked')
    expect(result.output.match(/not checked/g)).toHaveLength(3)
  })

  it('does not call it clean when the compiler could not run', async () => {
    const bench = createBench({
      files,
      programs: { 'jsh -c': (p) => (p.print('npx: not found\n'), 127) },
    })
    const result = await run(bench, 'check', {})
    expect(result.summary).toBe('not all could be checked')
    expect(result.output).toContain('npx: not found')
  })
})
