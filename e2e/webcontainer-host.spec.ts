import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { test as base, expect, type Page } from '@playwright/test'
import type * as Client from '@webcontainer/api'
import { serveClientPage } from './webcontainer-host/client-page.ts'
import { startWebContainerHost, type WebContainerHost } from './webcontainer-host/server.ts'

declare global {
  /** The client's module, put there by the page. */
  var webcontainer: typeof Client
  var container: Client.WebContainer
  var server: Client.WebContainerProcess
}

const test = base.extend<{ host: WebContainerHost; client: Page }>({
  host: async ({}, use) => {
    const host = await startWebContainerHost()
    await use(host)
    await host.close()
  },
  client: async ({ page, host }, use) => {
    const served = await serveClientPage()
    await open(page, served.url, host.origin)
    await use(page)
    await served.close()
  },
})

async function open(page: Page, url: string, origin: string): Promise<void> {
  await page.addInitScript((address) => {
    Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: address })
  }, origin)
  await page.goto(url)
  await page.waitForFunction(() => 'webcontainer' in globalThis)
}

async function boot(page: Page): Promise<void> {
  await page.evaluate(async () => {
    globalThis.container = await webcontainer.WebContainer.boot({
      coep: 'credentialless',
      workdirName: 'project',
      forwardPreviewErrors: true,
    })
  })
}

/** Runs a program to its end. */
function run(page: Page, command: string, args: string[]) {
  return page.evaluate(
    async ([program, programArgs]) => {
      const child = await container.spawn(program, programArgs)
      let output = ''
      const drained = child.output.pipeTo(
        new WritableStream({
          write(chunk) {
            output += chunk
          },
        }),
      )
      const code = await child.exit
      await drained
      return { code, output }
    },
    [command, args] as const satisfies [string, string[]],
  )
}

test('boots, keeps files and runs programs', async ({ client, host }) => {
  await boot(client)
  const seen = await client.evaluate(async () => {
    await container.mount({
      'a.txt': { file: { contents: 'über' } },
      'b.bin': { file: { contents: new Uint8Array([0, 255, 128]) } },
      src: { directory: { 'main.js': { file: { contents: 'console.log(1 + 1)' } } } },
    })
    await container.fs.writeFile('src/late.bin', new Uint8Array([1, 2, 3]))
    const entries = await container.fs.readdir('.', { withFileTypes: true })
    return {
      isolated: crossOriginIsolated,
      workdir: container.workdir,
      text: await container.fs.readFile('a.txt', 'utf-8'),
      bytes: [...(await container.fs.readFile('b.bin'))],
      late: [...(await container.fs.readFile('src/late.bin'))],
      entries: entries.map((entry) => [entry.name, entry.isDirectory()]),
      missing: await container.fs.readFile('none.txt').catch(String),
      tree: Object.keys(await container.export('.')),
    }
  })
  expect(seen).toEqual({
    isolated: true,
    workdir: host.boots()[0]?.workdir,
    text: 'über',
    bytes: [0, 255, 128],
    late: [1, 2, 3],
    entries: [
      ['a.txt', false],
      ['b.bin', false],
      ['src', true],
    ],
    missing: "Error: ENOENT: no such file or directory, open 'none.txt'",
    tree: ['a.txt', 'b.bin', 'src'],
  })
  expect(await run(client, 'node', ['src/main.js'])).toEqual({ code: 0, output: '2\n' })
  expect(await run(client, 'gti', [])).toEqual({
    code: 127,
    output: 'jsh: command not found: gti\n',
  })
})

/** A template of the app, as the client mounts it. */
async function readTemplate(folder: URL): Promise<Client.FileSystemTree> {
  const tree: Client.FileSystemTree = {}
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    const address = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder)
    tree[entry.name] = entry.isDirectory()
      ? { directory: await readTemplate(address) }
      : { file: { contents: await readFile(address, 'utf8') } }
  }
  return tree
}

/** Starts the dev server, shows its preview in a frame, and gathers what the client tells. */
function serveProject(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const told: unknown[] = []
    Object.assign(globalThis, { told })
    container.on('preview-message', (message) => told.push(message))
    container.on('port', (port, type) => told.push([port, type]))
    const ready = new Promise<string>((resolve) => {
      container.on('server-ready', (_port, url) => resolve(url))
    })
    globalThis.server = await container.spawn('npm', ['run', 'dev'])
    const frame = document.createElement('iframe')
    frame.title = 'Preview'
    frame.allow = 'cross-origin-isolated'
    frame.src = await ready
    document.body.append(frame)
    return frame.src
  })
}

test('installs and serves a project, updates it in place and reports its errors', async ({
  client,
}) => {
  await boot(client)
  const template = await readTemplate(new URL('../templates/vanilla-ts/', import.meta.url))
  await client.evaluate((tree) => container.mount(tree), template)
  expect(await run(client, 'npm', ['install'])).toMatchObject({ code: 0 })

  const url = await serveProject(client)
  expect(url).toMatch(/^http:\/\/[0-9a-f]{8}--\d+\.localhost:\d+\/$/)
  const preview = client.frameLocator('iframe[title=Preview]')
  await expect(preview.locator('h1')).toBeVisible()

  // A reload would lose this; an update in place keeps it.
  await preview.locator('body').evaluate(() => Object.assign(globalThis, { kept: true }))
  await client.evaluate(async () => {
    const css = await container.fs.readFile('src/index.css', 'utf-8')
    await container.fs.writeFile('src/index.css', `${css}\nh1 { color: rgb(1, 2, 3) !important }`)
  })
  await expect(preview.locator('h1')).toHaveCSS('color', 'rgb(1, 2, 3)')
  expect(await preview.locator('body').evaluate(() => 'kept' in globalThis)).toBe(true)

  await preview.locator('body').evaluate(() => {
    setTimeout(() => {
      throw new TypeError('thrown')
    })
    void Promise.reject(new Error('rejected'))
    console.error('printed', { a: 1 })
  })
  const told = () => client.evaluate(() => Reflect.get(globalThis, 'told') as object[])
  await expect.poll(async () => (await told()).length).toBe(4)
  expect(await told()).toEqual(
    expect.arrayContaining([
      [Number(/--(\d+)/.exec(url)?.[1]), 'open'],
      expect.objectContaining({
        type: 'PREVIEW_UNCAUGHT_EXCEPTION',
        message: 'thrown',
        pathname: '/',
        stack: expect.stringContaining('TypeError: thrown'),
      }),
      expect.objectContaining({ type: 'PREVIEW_UNHANDLED_REJECTION', message: 'rejected' }),
      expect.objectContaining({ type: 'PREVIEW_CONSOLE_ERROR', args: ['printed', { a: 1 }] }),
    ]),
  )

  await client.evaluate(async () => {
    await container.setPreviewScript('globalThis.injected = 1')
    const frame = document.querySelector('iframe[title=Preview]')
    await webcontainer.reloadPreview(frame as HTMLIFrameElement)
  })
  await expect
    // While it is loaded anew, there may be nobody to ask.
    .poll(() =>
      preview
        .locator('body')
        .evaluate(() => 'injected' in globalThis)
        .catch(() => false),
    )
    .toBe(true)

  const code = await client.evaluate(() => {
    server.kill()
    return server.exit
  })
  expect(code).not.toBe(0)
  await expect.poll(async () => (await told()).at(-1)).toContain('close')
})

test('gives an interactive shell that says what it is doing', async ({ client }) => {
  await boot(client)
  const transcript = await client.evaluate(async () => {
    const shell = await container.spawn('jsh', ['--osc'], { terminal: { cols: 80, rows: 24 } })
    const reader = shell.output.getReader()
    const input = shell.input.getWriter()
    let seen = ''
    async function until(mark: string) {
      while (!seen.includes(mark)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`The shell ended: ${seen}`)
        seen += value
      }
    }
    await until('\x1b]654;interactive\x07\x1b]654;prompt\x07')
    await input.write('gti; stty size\r')
    await until(':0\x07\x1b]654;prompt\x07')
    shell.resize({ cols: 100, rows: 30 })
    await input.write('stty size; (exit 3)\r')
    await until(':3\x07\x1b]654;prompt\x07')
    await input.write('exit 4\r')
    return { seen, code: await shell.exit }
  })
  expect(transcript.seen).toContain('jsh: command not found: gti\r\n24 80\r\n')
  expect(transcript.seen).toContain('\r\n30 100\r\n')
  expect(transcript.seen).toMatch(/\]654;exit=\d+:3/)
  expect(transcript.code).toBe(4)
})

test('tells of files that programs change, and not of installed packages', async ({ client }) => {
  await boot(client)
  const names = await client.evaluate(async () => {
    await container.fs.mkdir('node_modules/left-pad', { recursive: true })
    const seen = new Set<string>()
    const found = new Promise<void>((resolve) => {
      container.fs.watch('.', { recursive: true }, (_event, name) => {
        seen.add(String(name))
        if (name === 'last.txt') resolve()
      })
    })
    const script = `
      mkdir -p made/deep && echo 1 > made/deep/file.txt
      echo 2 > node_modules/left-pad/index.js
      sleep 0.1
      echo 3 > made/deep/later.txt
      echo 4 > last.txt`
    const shell = await container.spawn('jsh', ['-c', script])
    await Promise.all([found, shell.exit])
    return [...seen]
  })
  expect(names).toEqual(
    expect.arrayContaining(['made', 'made/deep', 'made/deep/file.txt', 'made/deep/later.txt']),
  )
  expect(names.filter((name) => name.startsWith('node_modules/'))).toEqual([])
})

test('tears down and boots again in the same page', async ({ client, host }) => {
  await boot(client)
  const code = await client.evaluate(async () => {
    const sleeper = await container.spawn('sleep', ['600'])
    container.teardown()
    return sleeper.exit
  })
  expect(code).toBe(137)
  await boot(client)
  expect(host.boots().map((record) => record.live)).toEqual([false, true])
  expect(await client.evaluate(() => container.fs.readdir('.'))).toEqual([])
  expect(existsSync(host.boots()[0]?.workdir ?? '')).toBe(false)
})

test('clears away what a closed page leaves behind', async ({ client, host }) => {
  await boot(client)
  await client.evaluate(() => container.spawn('sleep', ['600']).then(() => undefined))
  await client.close()
  await expect.poll(() => existsSync(host.boots()[0]?.workdir ?? '')).toBe(false)
})

test.describe('misbehaves when told:', () => {
  /** What boot has come to after a while. */
  function bootFor(page: Page, ms: number) {
    return Promise.race([
      boot(page).then(() => 'booted', String),
      new Promise<string>((resolve) => setTimeout(() => resolve('pending'), ms)),
    ])
  }

  test('silent', async ({ client, host }) => {
    host.misbehave('silent')
    expect(await bootFor(client, 1500)).toBe('pending')
  })

  test('slow to boot', async ({ client, host }) => {
    host.misbehave('slow-boot:1000')
    const before = Date.now()
    await boot(client)
    expect(Date.now() - before).toBeGreaterThanOrEqual(1000)
  })

  test('refuse, once', async ({ client, host }) => {
    host.misbehave('refuse')
    await expect(boot(client)).rejects.toThrow('could not be started')
    await boot(client)
  })

  test('vanish, until the page is loaded anew', async ({ client, host }) => {
    await boot(client)
    host.misbehave('vanish')
    const answer = await client.evaluate(() =>
      Promise.race([
        container.fs.readdir('.').then(String, String),
        new Promise<string>((resolve) => setTimeout(() => resolve('pending'), 500)),
      ]),
    )
    expect(answer).toBe('pending')
    await client.reload()
    await client.waitForFunction(() => 'webcontainer' in globalThis)
    await boot(client)
  })

  test('install-fails and install-hangs, however npm is started', async ({ client, host }) => {
    await boot(client)
    await client.evaluate(() =>
      container.fs.writeFile('package.json', '{ "scripts": { "greet": "echo hello" } }'),
    )
    host.misbehave('install-fails')
    const failed = await run(client, 'npm', ['install'])
    expect(failed.code).toBe(1)
    expect(failed.output).toContain('npm error code ETARGET')
    expect(await run(client, 'jsh', ['-c', 'npm i react'])).toEqual(failed)
    expect(await run(client, 'npm', ['run', 'greet'])).toMatchObject({ code: 0 })

    host.misbehave('install-hangs')
    const killed = await client.evaluate(async () => {
      const install = await container.spawn('npm', ['ci'])
      const first = install.output.getReader().read()
      const timer = new Promise((resolve) => setTimeout(() => resolve('nothing'), 700))
      const seen = await Promise.race([first, timer])
      install.kill()
      return [seen, await install.exit]
    })
    expect(killed).toEqual(['nothing', 143])

    host.misbehave('none')
    expect(await run(client, 'npm', ['install'])).toMatchObject({ code: 0 })
  })

  test('server-dies, after it was ready', async ({ client, host }) => {
    await boot(client)
    host.misbehave('server-dies')
    const told = await client.evaluate(async () => {
      const events: string[] = []
      container.on('port', (_port, type) => events.push(type))
      container.on('server-ready', () => events.push('ready'))
      const closed = new Promise<void>((resolve) => {
        container.on('port', (_port, type) => {
          if (type === 'close') resolve()
        })
      })
      const script = `require('http').createServer().listen(0, '127.0.0.1')`
      const child = await container.spawn('node', ['-e', script])
      const code = await child.exit
      await closed
      return { events, code }
    })
    expect(told).toEqual({ events: ['open', 'ready', 'close'], code: 137 })
  })

  test('in one page only, by its address', async ({ client, page, host, browser }) => {
    const other = await browser.newPage()
    await open(other, page.url(), host.misbehavingOrigin('refuse'))
    await expect(boot(other)).rejects.toThrow('could not be started')
    await boot(client)
    await boot(other)
    await other.close()
  })
})
