import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launchOptions } from '../browser.ts'

/** A tab that stands on an empty page. */
export interface PlainTab {
  /** Goes to an address; resolves with the milliseconds from there until what came told that it is shown, and closes the tab. */
  show(url: string): Promise<number>
}

/**
 * A browser that nothing watches. Playwright takes part in every request, frame and
 * worker of a page, and in the same two cores: it doubles what a page of many takes.
 * Here tabs are opened from outside, and pages tell by themselves when they are shown.
 */
export interface PlainBrowser {
  /** Resolves when the tab has come to rest. */
  newTab(): Promise<PlainTab>
  close(): Promise<void>
}

/** Where pages tell that they are shown, and tabs ask where to go. */
export interface Beacon {
  readonly url: string
  /** For the head of a page's HTML: tells when a heading that says `heading` was painted, in whatever frame it is. */
  script(heading: string): string
  /** The next tab that asks where to go; it gets an address, and the answer tells as `PlainTab.show` does. */
  nextTab(): Promise<(url: string) => Promise<number>>
  close(): Promise<void>
}

/** How long a tab rests before and after, so that one does not take from the next. Milliseconds. */
const REST_MS = 300

export async function startBeacon(): Promise<Beacon> {
  let began = 0
  let ask: ((answer: ServerResponse) => void) | undefined
  let tell: ((ms: number) => void) | undefined
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const time = Number(searchParams.get('at'))
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Content-Type', 'text/html')
    if (pathname === '/where') {
      ask?.(response)
      return
    }
    if (pathname === '/began') began = time
    if (pathname === '/shown') tell?.(time - began)
    response.end(pathname === '/' ? `<script>(${goOn.toString()})(${REST_MS})</script>` : '')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    script: (heading) =>
      `<script>(${tellWhenShown.toString()})(${JSON.stringify(heading)}, ${JSON.stringify(url)})</script>`,
    nextTab: async () => {
      const answer = await new Promise<ServerResponse>((resolve) => (ask = resolve))
      return (to) => {
        const told = new Promise<number>((resolve) => (tell = resolve))
        answer.end(to)
        return told
      }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Runs in a new tab. */
function goOn(restMs: number): void {
  const go = async () => {
    const to = await (await fetch('/where')).text()
    void fetch(`/began?at=${Date.now()}`, { keepalive: true })
    location.href = to
  }
  setTimeout(() => void go(), restMs)
}

/** Runs in the page that is measured. Times are milliseconds since the epoch. */
function tellWhenShown(heading: string, url: string): void {
  const look = () => {
    if (document.querySelector('h1')?.textContent !== heading) return
    observer.disconnect()
    // A message that is posted in a frame's callback comes when the frame was drawn.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        const now = performance.timeOrigin + performance.now()
        void fetch(`${url}shown?at=${now}`, { mode: 'no-cors' })
      }
      port2.postMessage(undefined)
    })
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { childList: true, subtree: true, characterData: true })
}

/** Starts a browser on the profile in `folder`, which may not be open elsewhere. It finds nobody but this machine. */
export async function startPlainBrowser(folder: string, beacon: Beacon): Promise<PlainBrowser> {
  const { executablePath = '', args = [], env } = await launchOptions()
  const child = spawn(
    executablePath,
    [
      ...args,
      '--headless=new',
      '--no-first-run',
      '--disable-gpu',
      '--use-angle=swiftshader',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      `--user-data-dir=${folder}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const closed = once(child, 'close')
  const debug = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString()
      const address = /ws:\/\/(127\.0\.0\.1:\d+)\//.exec(said)?.[1]
      if (address) resolve(`http://${address}/json`)
    })
    child.once('close', () => reject(new Error(`The browser did not start. ${said}`)))
  })
  const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS))

  return {
    newTab: async () => {
      const asked = beacon.nextTab()
      const opened = await fetch(`${debug}/new?${beacon.url}`, { method: 'PUT' })
      const { id } = (await opened.json()) as { id: string }
      const go = await asked
      return {
        show: async (url) => {
          const ms = await go(url)
          await rest()
          await (await fetch(`${debug}/close/${id}`)).text()
          await rest()
          return ms
        },
      }
    },
    close: async () => {
      child.kill()
      await closed
    },
  }
}
