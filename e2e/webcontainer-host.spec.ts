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
        stack: expect.stringContaining('TypeError: thrown') as unknown,
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
    .poll(() => preview.locator('body').evaluate(() => 'injected' in globalThis))
    .toBe(true)

  const code = await client.evaluate(() => {
    server.kill()
    return server.exit
  })
  expect(code).not.toBe(0)
  await expect.poll(async () => (await told()).at(-1)).toContain('close')
})
