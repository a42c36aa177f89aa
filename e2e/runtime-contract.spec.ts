import type { Page } from '@playwright/test'
import { contractCases } from '../src/runtime/contract-cases.ts'
import type { ContractCase } from '../src/runtime/contract-cases.ts'
import { parsePreviewMessage } from '../src/runtime/preview/messages.ts'
import type { BootRuntime, Runtime } from '../src/runtime/runtime.ts'
import { serveRuntimePage } from './runtime-page/runtime-page.ts'
import { bootFrom, expect, test as base } from './test.ts'

declare global {
  // What the runtime page puts there.
  var createWebContainerBoot: (options?: { bootMs?: number }) => BootRuntime
  var contractCases: readonly ContractCase[]
}

const test = base.extend<{ runtimePage: Page }, { served: { readonly url: string } }>({
  served: [
    async ({}, use) => {
      const server = await serveRuntimePage()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  runtimePage: async ({ context, page, host, served }, use) => {
    await bootFrom(context, host.origin)
    await page.goto(served.url)
    await page.waitForFunction(() => 'contractCases' in globalThis)
    await use(page)
    host.misbehave('none')
  },
})

test.describe('the runtime contract: WebContainer', () => {
  for (const { name } of contractCases) {
    test(name, async ({ runtimePage }) => {
      await runtimePage.evaluate(async (wanted) => {
        const boot = createWebContainerBoot()
        const runtime = await boot({
          onProgress: () => undefined,
          signal: new AbortController().signal,
        })
        try {
          const found = contractCases.find((candidate) => candidate.name === wanted)
          if (!found) throw new Error('The page does not know this case.')
          await found.run(runtime)
        } finally {
          await runtime.dispose()
        }
      }, name)
    })
  }
})

/** Boots in the page; gives the kind of the Failure, or 'booted' (and disposes of it). */
function bootOutcome(page: Page, times: number): Promise<string[]> {
  return page.evaluate(async (count) => {
    const boot = createWebContainerBoot({ bootMs: 2_000 })
    const outcomes: string[] = []
    for (let i = 0; i < count; i++) {
      try {
        const runtime: Runtime = await boot({
          onProgress: () => undefined,
          signal: new AbortController().signal,
        })
        await runtime.dispose()
        outcomes.push('booted')
      } catch (error) {
        outcomes.push(String((error as { kind?: unknown }).kind))
      }
    }
    return outcomes
  }, times)
}

test('a second boot waits for the end of the first', async ({ runtimePage }) => {
  expect(await bootOutcome(runtimePage, 3)).toEqual(['booted', 'booted', 'booted'])
})

test('a refused boot may be tried again', async ({ runtimePage, host }) => {
  host.misbehave('refuse')
  expect(await bootOutcome(runtimePage, 2)).toEqual(['unreachable', 'booted'])
})

test('a frame that never answers ends the boot, and every further one at once', async ({
  runtimePage,
  host,
}) => {
  host.misbehave('silent')
  expect(await bootOutcome(runtimePage, 2)).toEqual(['timeout', 'timeout'])
})

test('a frame that dies is noticed, and what waits is rejected', async ({ runtimePage, host }) => {
  await runtimePage.evaluate(async () => {
    const boot = createWebContainerBoot()
    const signal = new AbortController().signal
    const runtime = await boot({ onProgress: () => undefined, signal })
    const lost = new Promise<unknown>((resolve) => {
      runtime.on((event) => {
        if (event.type === 'lost') resolve(event)
      })
    })
    const process = await runtime.spawn('node', ['-e', 'setInterval(() => {}, 1000)'])
    const exit = process.exit.catch((error: unknown) => (error as { kind?: unknown }).kind)
    const output = process.output.getReader().read()
    Object.assign(globalThis, { settled: Promise.all([lost, exit, output]) })
  })
  host.misbehave('vanish')
  const [lost, exit, output] = await runtimePage.evaluate(
    () => (globalThis as unknown as { settled: Promise<[unknown, unknown, unknown]> }).settled,
  )
  expect(lost).toMatchObject({ type: 'lost', needsReload: true })
  expect(exit).toBe('lost')
  expect(output).toMatchObject({ done: true })
})

test('a preview tells its place, its content and a sketch, and obeys', async ({ runtimePage }) => {
  const seen = runtimePage.evaluate(async () => {
    const boot = createWebContainerBoot()
    const signal = new AbortController().signal
    const runtime = await boot({ onProgress: () => undefined, signal })
    const page = `<!doctype html><title>Shop</title><body style="background:#fafafa">
<h1 style="color:rgb(10,20,30)">Welcome</h1>
<button style="background:oklch(0.6 0.2 250);border-radius:8px">Buy</button>`
    const serve = `import { createServer } from 'node:http'
createServer((_, response) => {
  response.setHeader('Content-Type', 'text/html')
  response.end(${JSON.stringify(page)})
}).listen(4180)`
    await runtime.mount(new Map([['serve.mjs', new TextEncoder().encode(serve)]]))
    const ready = new Promise<string>((resolve) => {
      runtime.on((event) => {
        if (event.type === 'server-ready') resolve(event.url)
      })
    })
    void (await runtime.spawn('node', ['serve.mjs'])).output.pipeTo(new WritableStream())
    const frame = document.createElement('iframe')
    frame.style.cssText = 'width:400px;height:300px'
    frame.allow = 'cross-origin-isolated'
    const messages: unknown[] = []
    const arrived = (isIt: (message: { type?: string; path?: string }) => boolean) =>
      new Promise<void>((resolve) => {
        addEventListener('message', ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
          if (isIt(data)) resolve()
        })
      })
    addEventListener('message', ({ data, source }) => {
      if (source === frame.contentWindow) messages.push(data)
    })
    const sketched = arrived(({ type }) => type === 'sketch')
    const moved = arrived(({ path }) => path === '/cart?n=1')
    frame.src = await ready
    document.body.append(frame)
    await sketched
    const command = { source: 'tabsmith-workbench', type: 'navigate', path: '/cart?n=1' }
    frame.contentWindow?.postMessage(command, '*')
    await moved
    await runtime.dispose()
    return messages
  })
  const messages = (await seen).map(parsePreviewMessage)
  expect(messages).not.toContain(undefined)
  expect(messages).toContainEqual({ type: 'location', path: '/', title: 'Shop' })
  expect(messages).toContainEqual({ type: 'content', empty: false })
  const sketch = messages.find((message) => message?.type === 'sketch')?.sketch
  expect(sketch).toMatchObject({ width: 400, height: 300, background: '#fafafa' })
  expect(sketch?.boxes.map(({ kind, radius }) => [kind, radius])).toEqual([
    ['text', 0],
    ['fill', 8],
    ['text', 0],
  ])
  expect(sketch?.boxes[0]?.colour).toBe('#0a141e')
})
