import { test as base, expect, type Page } from '@playwright/test'
import type * as Client from '@webcontainer/api'
import { serveClientPage } from './webcontainer-host/client-page.ts'
import { startWebContainerHost, type WebContainerHost } from './webcontainer-host/server.ts'

declare global {
  /** The client's module, put there by the page. */
  var webcontainer: typeof Client
  var container: Client.WebContainer
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
