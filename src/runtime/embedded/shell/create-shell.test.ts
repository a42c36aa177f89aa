import { getCommandNames } from 'just-bash/browser'
import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { TOOLS } from './tools.ts'
import { tryShell } from './try-shell.ts'

const never = () => new Promise<number>(() => undefined)

function failureOf(run: () => unknown): Failure {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('spawn', () => {
  it('refuses a command that does not exist', () => {
    const { start } = tryShell()
    expect(failureOf(() => start('no-such-command')).kind).toBe('not-found')
    expect(failureOf(() => start('__proto__')).kind).toBe('not-found')
  })

  it('refuses by name what cannot run here', () => {
    const failure = failureOf(() => tryShell().start('vitest', ['run']))
    expect(failure.kind).toBe('unsupported')
    expect(failure.hint).toContain('WebContainer')
  })

  it.each(['..', 'src/../..', '/etc', 'a\0b'])('refuses the folder %j', (cwd) => {
    expect(failureOf(() => tryShell().start('node', [], { cwd })).kind).toBe('invalid')
  })

  it('settles the exit of a program that hangs when it is killed, with 143', async () => {
    const { process } = tryShell({ node: never }).start('node', ['a.js'])
    process.kill()
    process.kill()
    expect(await process.exit).toBe(143)
  })

  it('prints nothing after a kill', async () => {
    let print: (text: string) => void = () => undefined
    const { start } = tryShell({
      node: async ({ out, signal }) => {
        print = out
        out('before')
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(0)))
      },
    })
    const { process, screen } = start('node', ['a.js'])
    await expect.poll(() => screen.text).toBe('before')
    process.kill()
    print('after')
    expect(await process.exit).toBe(143)
    print('after')
    expect(screen.text).toBe('before')
  })

  it('prints why a program failed and ends with 1', async () => {
    const { run } = tryShell({
      node: async () => {
        throw new Failure('unsupported', 'No sockets here.', { hint: 'Use fetch.' })
      },
    })
    expect(await run('node', ['a.js'])).toEqual({
      code: 1,
      output: 'No sockets here.\nUse fetch.\n',
    })
  })

  it('ends with 130 by Ctrl-C from a terminal, and takes it as text without one', async () => {
    const { start } = tryShell({
      node: async ({ stdin }) => ((await stdin.read()) === '\u0003' ? 5 : 6),
    })
    const terminal = start('node', [], { terminal: { cols: 80, rows: 24 } })
    terminal.process.write('\u0003')
    expect(await terminal.process.exit).toBe(130)
    const { process } = start('node')
    process.write('\u0003')
    expect(await process.exit).toBe(5)
  })

  it('ends lines by CR LF for a terminal only', async () => {
    const { run } = tryShell({
      node: async ({ out }) => {
        out('a\nb\r\n')
        return 0
      },
    })
    expect((await run('node')).output).toBe('a\nb\r\n')
    const terminal = { cols: 80, rows: 24 }
    expect((await run('node', [], { terminal })).output).toBe('a\r\nb\r\n')
  })

  it('passes arguments, folder, environment and input', async () => {
    const { start, files } = tryShell({
      files: { 'inner/a.js': '' },
      node: async ({ args, cwd, env, stdin, out }) => {
        out(JSON.stringify([args, cwd, env.KEPT, env.PWD, await stdin.read()]))
        return 7
      },
    })
    expect(files.isFolder('inner')).toBe(true)
    const { process, screen } = start('node', ['a.js', 'x y'], { cwd: 'inner', env: { KEPT: '1' } })
    process.write('typed\n')
    expect(await process.exit).toBe(7)
    expect(JSON.parse(screen.text)).toEqual([
      ['a.js', 'x y'],
      'inner',
      '1',
      '/project/inner',
      'typed\n',
    ])
  })

  it('knows the tools of just-bash by name', () => {
    expect([...TOOLS].sort()).toEqual([...getCommandNames()].sort())
  })
})

describe('bash', () => {
  it('says 127 for a command that does not exist, alone and among ours', async () => {
    const { bash } = tryShell()
    const alone = await bash('no-such-command')
    expect(alone).toMatchObject({ code: 127 })
    expect(alone.output).toContain('no-such-command: command not found')
    expect(await bash('npm -v && no-such-command')).toMatchObject({ code: 127 })
  })

  it('gives the exit code of the line', async () => {
    const { bash } = tryShell({ node: async () => 3 })
    expect((await bash('node a.js')).code).toBe(3)
    expect((await bash('exit 4')).code).toBe(4)
    expect((await bash('node a.js | cat; exit 9')).code).toBe(9)
    expect((await bash('if')).code).not.toBe(0)
  })

  it('goes on, or not, as && and || and ; say', async () => {
    const { bash, ran } = tryShell({ build: async () => 1 })
    expect((await bash('vite build && node never || node a.js; node b.js')).code).toBe(0)
    expect(ran).toEqual(['node a.js', 'node b.js'])
  })

  it('changes folder for what follows', async () => {
    const { bash } = tryShell({
      files: { 'src/a.ts': '' },
      node: async ({ cwd, out }) => {
        out(`[${cwd}]`)
        return 0
      },
    })
    expect((await bash('cd src && node a')).output).toBe('[src]')
    expect((await bash('cd src; pwd; cd ..; node a')).output).toBe('/project/src\n[]')
    expect(await bash('cd nowhere && node a')).toMatchObject({ code: 1 })
    expect((await bash('cd /tmp && npm ls')).output).toContain('only inside of the project')
  })

  it('pipes our commands into tools and tools into ours', async () => {
    const { bash } = tryShell({
      node: async ({ stdin, out }) => {
        out(`one\ntwo ${(await stdin.read()) ?? 'nothing'}\n`)
        return 0
      },
    })
    expect((await bash('echo héllo | node a.js | grep two')).output).toBe('two héllo\n')
  })

  it('ends a hanging program of ours inside of a pipe', async () => {
    const { start } = tryShell({ node: never })
    const { process } = start('bash', ['-c', 'node a.js | cat'])
    process.kill()
    expect(await process.exit).toBe(143)
  })

  it('ends a loop without end by itself', async () => {
    const { bash } = tryShell()
    expect((await bash('while true; do :; done')).code).not.toBe(0)
  })

  it('runs scripts of the project', async () => {
    const { run } = tryShell({ files: { 'a.sh': 'echo "ran $1"\n' } })
    expect((await run('bash', ['a.sh', 'x y'])).output).toBe('ran x y\n')
  })
})
