import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createBoot, type Boot } from './boot.ts'
import { findFamily, markVariable } from './family.ts'
import { fromHostLabel, toHostLabel } from './misbehaviour.ts'
import { start } from './processes.ts'
import { startReaper } from './reaper.ts'
import { startWebContainerHost, type WebContainerHost } from './server.ts'
import { loadTree, saveTree } from './snapshot.ts'
import { decode, encode } from './wire.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('a boot', () => {
  const mark = `test-${process.pid}/`
  let root: string
  let boot: Boot
  let events: unknown[][]

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'webcontainer-host-test-'))
    events = []
    boot = await createBoot({
      root,
      mark,
      options: { host: '127.0.0.1', version: '0', workdirName: 'project' },
      previewUrl: (_id, port) => `http://preview:${port}`,
      serverDies: () => false,
      emit: (...event) => events.push(event),
    })
  })

  afterEach(async () => {
    await boot.close()
    await rm(root, { recursive: true })
  })

  async function run(command: string, args: string[], terminal?: { cols: number; rows: number }) {
    const chunks: Uint8Array[] = []
    const running = await boot.run({ command, args, ...(terminal ? { terminal } : {}) }, (bytes) =>
      chunks.push(bytes),
    )
    return { code: await running.exit, output: chunks.map(text).join(''), chunks }
  }

  it.each(['../outside', 'a/../../outside', '/etc/passwd', '..', 'nul\0'])(
    'refuses a path that leaves the work folder: %j',
    async (file) => {
      await expect(boot.files.readFile(file)).rejects.toThrow('EACCES')
      await expect(boot.files.writeFile(file, 'x')).rejects.toThrow('EACCES')
      await expect(boot.files.rename('.', file)).rejects.toThrow('EACCES')
      await expect(boot.run({ command: 'pwd', args: [], cwd: file }, () => 0)).rejects.toThrow(
        'EACCES',
      )
    },
  )

  it('names paths in errors as they were given', async () => {
    await expect(boot.files.readFile('a/b.txt')).rejects.toThrow(
      /^ENOENT: no such file or directory, open 'a\/b.txt'$/,
    )
    await expect(boot.files.rename('a', 'b')).rejects.toThrow("rename 'a' -> 'b'")
    await expect(boot.run({ command: 'pwd', args: [], cwd: 'none' }, () => 0)).rejects.toThrow(
      "'none'",
    )
  })

  it('joins what programs print to both streams and gives their exit code', async () => {
    expect(await run('jsh', ['-c', 'echo out; echo err >&2; exit 7'])).toMatchObject({
      code: 7,
      output: 'out\nerr\n',
    })
  })

  it('knows no command of its own repository, in no way of asking', async () => {
    const missing = { code: 127, output: 'jsh: command not found: playwright\n' }
    expect(await run('playwright', [])).toMatchObject(missing)
    expect(await run('jsh', ['-c', 'playwright'])).toMatchObject(missing)
    expect(await run('playwright', [], { cols: 80, rows: 24 })).toMatchObject({
      output: 'jsh: command not found: playwright\r\n',
    })
  })

  it('keeps the environment of the test run to itself', async () => {
    const { output } = await run('node', ['-p', 'JSON.stringify(process.env)'])
    const names = Object.keys(JSON.parse(output) as object)
    expect(names).toEqual(expect.arrayContaining(['HOME', 'PATH', 'npm_config_cache']))
    expect(names).not.toEqual(expect.arrayContaining(['NODE_ENV']))
    expect(names.filter((name) => /VITEST|VITE_|^CI$/.test(name))).toEqual([])
  })

  it('runs on a terminal only when given one', async () => {
    const script = 'console.log(`${process.stdout.isTTY} ${process.stdout.columns}`)'
    expect((await run('node', ['-e', script])).output).toBe('undefined undefined\n')
    expect((await run('node', ['-e', script], { cols: 91, rows: 20 })).output).toBe('true 91\r\n')
  })

  it('never splits a character between two chunks', async () => {
    // 3 bytes each, so that no buffer size is a multiple of a character.
    const script = `process.stdout.write('€'.repeat(100_000))`
    for (const terminal of [undefined, { cols: 80, rows: 24 }]) {
      const { output, chunks } = await run('node', ['-e', script], terminal)
      expect(chunks.length).toBeGreaterThan(1)
      expect({ terminal, length: output.length, faults: output.replaceAll('€', '') }).toEqual({
        terminal,
        length: 100_000,
        faults: '',
      })
    }
  })

  it('ends the whole family of a killed program, and no other', async () => {
    const other = await boot.run({ command: 'sleep', args: ['600'] }, () => 0)
    const script = 'trap "" TERM; setsid sleep 600 & nohup sleep 600 & wait'
    const family = await boot.run({ command: 'jsh', args: ['-c', script] }, () => 0)
    await expect.poll(() => findFamily(mark)).toHaveLength(4)
    family.kill()
    expect(await family.exit).toBeGreaterThan(128)
    await expect.poll(() => findFamily(mark)).toHaveLength(1)
    other.kill()
    expect(await other.exit).toBe(143)
  })

  it('tells when a program, however deep, opens and closes a port', async () => {
    const script = `require('net').createServer().listen(0, '127.0.0.1')`
    await boot.files.writeFile('server.cjs', script)
    const server = await boot.run({ command: 'jsh', args: ['-c', '(node server.cjs)'] }, () => 0)
    await expect.poll(() => events).toHaveLength(2)
    const [port] = [...boot.ports.keys()]
    expect(events).toEqual([
      ['port', port, 'open', `http://preview:${port}`],
      ['server-ready', port, `http://preview:${port}`],
    ])
    server.kill()
    await expect.poll(() => events).toHaveLength(3)
    expect(events[2]).toEqual(['port', port, 'close', `http://preview:${port}`])
  })

  it('leaves neither programs nor its folder behind', async () => {
    const ends = await Promise.all(
      [undefined, { cols: 80, rows: 24 }].map((terminal) =>
        boot.run(
          { command: 'jsh', args: ['-c', 'sleep 600'], ...(terminal && { terminal }) },
          () => 0,
        ),
      ),
    )
    await boot.close()
    expect(await Promise.all(ends.map((running) => running.exit))).toEqual([137, 137])
    expect(await findFamily(mark)).toEqual([])
    expect(existsSync(path.join(root, boot.id))).toBe(false)
    await expect(boot.run({ command: 'pwd', args: [] }, () => 0)).rejects.toThrow()
  })
})

describe('a tree', () => {
  it('is written as mounted and read as it is', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'webcontainer-host-test-'))
    const tree = {
      d: {
        'a.txt': { f: { c: 'ü' } },
        'b.bin': { f: { c: '\u00ff\u0000', b: true } },
        lib: { d: { 'c.js': { f: { c: '1' } }, link: { f: { l: '../a.txt' } } } },
      },
    }
    const bytes = new TextEncoder().encode(JSON.stringify(tree))
    await loadTree(folder, bytes)
    await loadTree(folder, bytes)
    expect([...(await readFile(path.join(folder, 'b.bin')))]).toEqual([255, 0])
    expect(JSON.parse(text(await saveTree(folder, null)))).toEqual(tree)
    const some = await saveTree(folder, { excludes: ['lib', '*.bin'], includes: ['lib/c.js'] })
    expect(JSON.parse(text(some))).toEqual({
      d: { 'a.txt': tree.d['a.txt'], lib: { d: { 'c.js': { f: { c: '1' } } } } },
    })
    await rm(folder, { recursive: true })
  })

  it('is refused in a form or with a name that cannot be right', async () => {
    const evil = new TextEncoder().encode('{"d":{"..":{"f":{"c":""}}}}')
    await expect(loadTree(tmpdir(), evil)).rejects.toThrow('EINVAL')
    await expect(loadTree(tmpdir(), new Uint8Array([1, 2]))).rejects.toThrow('binary snapshots')
    await expect(saveTree(tmpdir(), { format: 'zip' })).rejects.toThrow('JSON only')
  })
})

describe('the host', () => {
  let host: WebContainerHost

  beforeEach(async () => {
    host = await startWebContainerHost()
  })

  afterEach(() => host.close())

  async function get(address: string, headers: Record<string, string>): Promise<IncomingMessage> {
    const [answer] = (await once(
      request(new URL(address, host.origin), { headers }).end(),
      'response',
    )) as [IncomingMessage]
    answer.resume()
    return answer
  }

  /** What becomes of a socket that says it comes from `origin`. */
  async function connect(origin: string): Promise<WebSocket | Error> {
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/machine`, { origin })
    return new Promise((resolve) => {
      socket.on('open', () => resolve(socket)).on('error', resolve)
    })
  }

  async function build(embedder: string): Promise<unknown> {
    const socket = await connect(host.origin)
    if (socket instanceof Error) throw socket
    socket.send(encode({ type: 'call', id: 1, method: 'build', args: [{ host: embedder }] }))
    const [answer] = (await once(socket, 'message')) as [Buffer]
    return decode(answer)
  }

  it('can be embedded by isolated pages, on loopback only', async () => {
    const { headers, statusCode } = await get('/headless?coep=credentialless', {})
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'cross-origin-embedder-policy': 'credentialless',
      'cross-origin-resource-policy': 'cross-origin',
    })
    expect(headers['content-security-policy']).toMatch(/^frame-ancestors 'self' http:\/\/127/)
    expect((await get('/headless', { Host: 'rebound.example' })).statusCode).toBe(421)
  })

  it('obeys only its own frame, in a page on loopback', async () => {
    for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect(await connect(origin)).toBeInstanceOf(Error)
    }
    expect(await build('evil.example')).toMatchObject({ type: 'error' })
    expect(await build('127.0.0.1.evil.example:80')).toMatchObject({ type: 'error' })
    expect(await build('localhost:5173')).toMatchObject({ type: 'result' })
    expect(host.boots()).toMatchObject([{ embedder: 'localhost:5173', live: true, ports: [] }])
  })

  it('says so when nothing listens on the port of a preview', async () => {
    const gone = await get('/', { Host: '00000000--5173.localhost' })
    expect(gone.statusCode).toBe(502)
    expect(gone.headers['cross-origin-resource-policy']).toBe('cross-origin')
  })

  it('removes the folders of its boots at the end', async () => {
    await build('localhost')
    const { workdir = '' } = host.boots()[0] ?? {}
    expect((await stat(workdir)).isDirectory()).toBe(true)
    await host.close()
    expect(existsSync(path.join(workdir, '../../..'))).toBe(false)
  })
})

describe('the reaper', () => {
  it('clears away when its parent has gone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'webcontainer-host-test-'))
    await writeFile(path.join(folder, 'file'), '')
    const mark = `reaped-${process.pid}/`
    const env = { [markVariable]: `${mark}1/` }
    const sleeper = { file: '/bin/sleep', args: ['600'], cwd: '/', env, terminal: undefined }
    const running = start(sleeper, () => 0)
    await startReaper(mark, folder).release()
    expect(await running.exit).toBe(137)
    expect(existsSync(folder)).toBe(false)
  })
})

describe('the wire', () => {
  it('carries bytes anywhere in a message', () => {
    const message = { a: [new Uint8Array([1, 2]), 'é'], b: { c: new Uint8Array() }, d: null }
    expect(decode(encode(message))).toEqual(message)
  })
})

describe('a misbehaviour', () => {
  it('can be named in a host name', () => {
    expect(toHostLabel('slow-boot:250')).toBe('slow-boot-250')
    expect(fromHostLabel('slow-boot-250')).toBe('slow-boot:250')
    expect(fromHostLabel('install-fails')).toBe('install-fails')
    expect(fromHostLabel('slow-boot-soon')).toBeUndefined()
  })
})
