import { describe, expect, it } from 'vitest'
import { tryShell } from '../try-shell.ts'

const UP = '\u001b[A'
const DOWN = '\u001b[B'
const LEFT = '\u001b[D'
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_L = '\u000c'
const BACKSPACE = '\u007f'

function open(options: Parameters<typeof tryShell>[0] = {}, cols = 80) {
  const shell = tryShell(options)
  const { process, screen } = shell.start('bash', [], { terminal: { cols, rows: 24 } })
  return {
    ...shell,
    process,
    type: process.write,
    /** Waits until the screen, without its escapes, ends in `text`. */
    shows: (text: string) => expect.poll(() => plain(screen.text)).toContain(text),
    text: () => screen.text,
  }
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences are what is removed
  return text.replace(/\u001b\[[0-9;?]*[@-~]/g, '').replaceAll('\r', '')
}

describe('the interactive shell', () => {
  it('goes on after a command that fails or does not exist', async () => {
    const { type, shows } = open({ node: async () => Promise.reject(new Error('broken')) })
    await shows('~/project $ ')
    type('no-such\r')
    await shows('no-such: command not found')
    type('node x\r')
    await shows('broken\n~/project $ ')
  })

  it('ends the program by Ctrl-C, not itself, and prints nothing of it after', async () => {
    let print: (text: string) => void = () => undefined
    const { type, shows, text } = open({
      node: ({ out }) => {
        print = out
        out('running')
        return new Promise(() => undefined)
      },
    })
    type('node x\r')
    await shows('running')
    type(CTRL_C)
    await shows('^C\n~/project $ ')
    print('late')
    expect(text()).not.toContain('late')
    type('pwd\r')
    await shows('\n/project\n')
  })

  it('is killed with its program', async () => {
    const { type, shows, process } = open({
      node: ({ out }) => {
        out('running')
        return new Promise(() => undefined)
      },
    })
    type('node x\r')
    await shows('running')
    process.kill()
    expect(await process.exit).toBe(143)
  })

  it('ends by exit with its code, and by Ctrl-D on an empty line only', async () => {
    const first = open()
    first.type('exit 3\r')
    expect(await first.process.exit).toBe(3)
    const second = open()
    second.type(`x${CTRL_D}${BACKSPACE}${CTRL_D}`)
    expect(await second.process.exit).toBe(0)
  })

  it('says what it can', async () => {
    const { type, shows, text } = open()
    await shows('Type "help"')
    expect(text()).toContain('\r\n')
    type('help\r')
    await shows('npx tsc --noEmit')
  })

  it('edits a line, recalls old ones, and clears the screen', async () => {
    const { type, shows, ran, text } = open()
    type(`node ac${LEFT}b${BACKSPACE}b\r`)
    await expect.poll(() => ran).toEqual(['node abc'])
    await shows('~/project $ ')
    type('node two\r')
    await expect.poll(() => ran).toHaveLength(2)
    type(`${UP}${UP}\r`)
    await expect.poll(() => ran.at(-1)).toBe('node abc')
    type(`node dr${UP}${DOWN}aft\r`)
    await expect.poll(() => ran.at(-1)).toBe('node draft')
    type(`node no${CTRL_C}node yes\r`)
    await expect.poll(() => ran.at(-1)).toBe('node yes')
    type(CTRL_L)
    await expect.poll(text).toContain('\u001b[H\u001b[2J')
  })

  it('takes an escape sequence that comes in two pieces, and emoji as one character', async () => {
    const { type, ran } = open()
    type('node a👩‍👩‍👧c\u001b')
    type('[D')
    type(`${BACKSPACE}b\r`)
    await expect.poll(() => ran).toEqual(['node abc'])
  })

  it('hands pasted lines to the programs one after another, and typed lines to the one that reads', async () => {
    const { type, ran, shows } = open({
      node: async ({ stdin, out }) => {
        out(`got ${(await stdin.read()) ?? 'the end'}`)
        return 0
      },
    })
    type('node x\r')
    await shows('node x\n')
    type('helo\u007flo\r')
    await shows('got hello\n')
    type(`node x\r${CTRL_D}`)
    await shows('got the end')
    type('vite build\rvite build\r')
    await expect.poll(() => ran).toEqual(['build', 'build'])
  })

  it('keeps folder and variables from line to line', async () => {
    const { type, shows } = open({ files: { 'src/a.ts': '' } })
    type('cd src\r')
    await shows('~/project/src $ ')
    type('export KEPT=yes\r')
    await shows('KEPT=yes\n~/project/src $ ')
    type('echo "is $KEPT"; ls\r')
    await shows('is yes\na.ts\n~/project/src $ ')
    type('cd ..; pwd\r')
    await shows('/project\n~/project $ ')
  })

  it('completes paths and commands', async () => {
    const { type, ran } = open({ files: { 'scripts/one.js': '', 'scripts/other.js': '' } })
    type('nod\tsc\ton\t\r')
    await expect.poll(() => ran).toEqual(['node scripts/one.js'])
  })

  it('draws a line that is wider than the screen', async () => {
    const { type, ran } = open({}, 20)
    type('node abcdefghijklmnopqrstuvwxyz')
    type(`${LEFT}${LEFT}-\r`)
    await expect.poll(() => ran).toEqual(['node abcdefghijklmnopqrstuvwx-yz'])
  })
})
