import type { Frame, Page } from '@playwright/test'
import { call, reply, text } from './fake-model/fake-model.ts'
import { lastResult } from './fake-model/told.ts'
import {
  note,
  openHostile,
  previewFrame,
  project,
  source,
  table,
  type Row,
} from './hostile/project.ts'
import { readEverything } from './hostile/read-everything.ts'
import type { Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

const KEY = 'sk-nobody-else-reads-this-9876543210'

test.use({ engine: 'embedded' })
test.describe.configure({ mode: 'default' })
test.afterAll(() => console.log(`\nHostile attempts:\n${table()}\n`))

test('keys and what else the app keeps are out of reach, from the preview and from node', async ({
  app,
  page,
  context,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(120_000)
  fakeModel.settings.key = KEY
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: KEY })
  await page.evaluate(plant, KEY)
  const opened: string[] = []
  context.on('page', (another) => opened.push(another.url()))

  await test.step('what is planted is there to be found: the app itself reads it', async () => {
    const found = await page.evaluate(collect)
    expect(Object.entries(found).filter(([, content]) => !content.includes(KEY))).toEqual([])
  })
  await openHostile(
    tabsmith,
    app.url,
    'hostile',
    project(source('preview.js'), {
      'src/attempts.js': source('attempts.js'),
      'program.mjs': source('program.js').replace('./attempts', './src/attempts'),
    }),
  )

  await test.step('from the preview', async () => {
    const report = tabsmith.preview.locator('#report')
    await expect(report).toBeAttached({ timeout: 60_000 })
    const content = (await report.textContent()) ?? ''
    expect(content).not.toContain(KEY)
    expect(note('preview', JSON.parse(content) as Row[])).toEqual([])
  })

  await test.step('from node', async () => {
    fakeModel.queue(
      reply(call('shell', { command: `node program.mjs ${new URL(app.url).origin}` })),
      reply(text('It ran.')),
    )
    await tabsmith.send('run it')
    await expect(tabsmith.log.getByText('It ran.')).toBeVisible({ timeout: 60_000 })
    const output = lastResult(fakeModel) ?? ''
    expect(output).not.toContain(KEY)
    expect(output).toContain('ROWS')
    const [, rows = ''] = /ROWS (.*) END/.exec(output) ?? []
    expect(note('node', JSON.parse(rows) as Row[])).toEqual([])
  })

  await test.step('the app is where it was, with all it had, and heard nothing', async () => {
    expect(page.url()).toBe(`${app.url}#/p/hostile`)
    expect(opened).toEqual([])
    expect(await page.evaluate(heard)).toEqual([])
    expect(await context.cookies()).toMatchObject([{ name: 'planted', value: KEY }])
    const found = await page.evaluate(collect)
    expect(Object.entries(found).filter(([, content]) => !content.includes(KEY))).toEqual([])
    expect(found['caches']).not.toContain('forged')
    await usable(page)
  })
})

test('a preview that navigates itself is never the app, whatever the address', async ({
  app,
  page,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(120_000)
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: KEY })
  await page.evaluate(plant, KEY)
  await openHostile(tabsmith, app.url, 'wanderer', project(''))
  const script = await page.locator('script[type=module]').first().getAttribute('src')
  const there = '<h1>there</h1>'
  const ways: Readonly<Record<string, string>> = {
    'the app’s folder': `location.href = '/'`,
    'the app’s index.html': `location.replace('/index.html')`,
    'the app’s page with a route': `location.href = '/index.html#/p/wanderer'`,
    'the app’s script': `location.href = ${JSON.stringify(new URL(script ?? '', app.url).href)}`,
    'sw.js': `location.href = '/sw.js'`,
    'tabsmith.json': `location.href = '/tabsmith.json'`,
    'the registry proxy': `location.href = '/registry/react'`,
    'a form that posts to the app': `document.body.innerHTML = '<form method=post action=/index.html>'; document.forms[0].submit()`,
    'a data address': `location.href = 'data:text/html,${there}'`,
    'a blob address': `location.href = URL.createObjectURL(new Blob(['${there}'], { type: 'text/html' }))`,
    'a javascript address': `location.href = "javascript:'${there}'"`,
    'about:blank': `location.href = 'about:blank'`,
    'another origin': `location.href = ${JSON.stringify(fakeModel.url)}`,
    'back and forth': `history.pushState(null, '', '/x'); location.href = 'about:blank'; setTimeout(() => history.back(), 300)`,
    'a meta refresh': `document.head.innerHTML = '<meta http-equiv=refresh content="0;url=/index.html">'`,
    'document.open with an address of the app': `open('/index.html', '_self')`,
    'a base element': `document.head.innerHTML = '<base href="/" target="_top">'; document.body.innerHTML = '<a href="index.html">go</a>'; document.querySelector('a').click()`,
  }
  const rows: Row[] = []
  for (const [name, code] of Object.entries(ways)) {
    await page.evaluate(() => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Preview"]')
      frame?.setAttribute('src', frame.src)
    })
    await expect(tabsmith.preview.getByRole('heading', { name: 'Hostile' })).toBeVisible()
    const frame = await previewFrame(page)
    await frame.evaluate(`setTimeout(() => { globalThis.left = true; ${code} })`).catch(() => null)
    const went = await hasLeft(frame)
    const outcome = await frame.evaluate(readEverything).then(described, refused)
    rows.push([name, `${outcome} (${went ? 'at ' + frame.url().slice(0, 40) : 'stayed'})`])
  }
  expect(note('self-navigation', rows)).toEqual([])
  expect(page.url()).toBe(`${app.url}#/p/wanderer`)
  await usable(page)
})

test('the engine gives nothing but the project, whatever its port is asked, and goes on', async ({
  app,
  page,
  tabsmith,
}) => {
  test.setTimeout(120_000)
  await tabsmith.open()
  await openHostile(
    tabsmith,
    app.url,
    'asker',
    project(source('port.js'), {
      '.env': 'SECRET=do-not-serve',
      '.env.local': 'VITE_SECRET=do-not-serve',
    }),
  )
  const frame = await previewFrame(page)
  const rows = await frame.evaluate(() => Reflect.get(globalThis, 'attack')() as Promise<Row[]>)
  expect(note('port', rows)).toEqual([])

  await test.step('the workbench is usable, and the preview reloads with what storage may hold', async () => {
    await usable(page)
    await frame.evaluate(() => Object.assign(globalThis, { left: true }))
    await page.getByRole('button', { name: 'Reload', exact: true }).click()
    await expect.poll(() => hasLeft(frame)).toBe(true)
    await expect(tabsmith.preview.getByRole('heading', { name: 'Hostile' })).toBeVisible()
    await expect
      .poll(() => frame.evaluate(() => typeof Reflect.get(globalThis, 'stored')))
      .toBe('function')
    const stored: unknown = await frame.evaluate(() => Reflect.get(globalThis, 'stored')())
    expect(stored).toBeGreaterThan(2 * 1024 * 1024)
    expect(stored).toBeLessThanOrEqual(5 * 1024 * 1024)
  })
})

test('floods stop the preview, never the workbench', async ({ app, page, tabsmith }) => {
  test.setTimeout(150_000)
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await tabsmith.open()
  await openHostile(tabsmith, app.url, 'flooder', project(''))
  const bridge = `source: 'tabsmith-preview'`
  const floods: Readonly<Record<string, string>> = {
    'postMessage: 200,000 to the parent': `for (let n = 0; n < 200000; n++) parent.postMessage(n, '*')`,
    'postMessage: 1,500 MB in 30 messages': `const text = 'x'.repeat(5e7); for (let n = 0; n < 30; n++) parent.postMessage({ ${bridge}, type: 'console', level: 'log', text }, '*')`,
    'postMessage: 3,000 hellos': `for (let n = 0; n < 3000; n++) parent.postMessage({ source: 'tabsmith-frame', type: 'hello' }, '*')`,
    'postMessage: hellos without end, a few at a time': `setInterval(() => parent.postMessage({ source: 'tabsmith-frame', type: 'hello' }, '*'), 5)`,
    'forged: a location that leads off': `for (const path of ['//evil.example', '/\\\\evil.example', 'javascript:alert(1)', 'https://evil.example']) parent.postMessage({ ${bridge}, type: 'location', path, title: '<img src=x onerror=alert(1)>' }, '*')`,
    'forged: a compile error with markup': `parent.postMessage({ ${bridge}, type: 'compile-error', error: { message: '<img src=x onerror=alert(1)><h1>pwned</h1>', place: '../../etc/passwd:1:1', frame: '<script>alert(1)</' + 'script>' } }, '*')`,
    'forged: a sketch with markup': `parent.postMessage({ ${bridge}, type: 'sketch', sketch: { width: 10, height: 10, background: '#fff"/><script>', boxes: [{ kind: 'fill', x: 0, y: 0, width: 1, height: 1, colour: 'url(javascript:alert(1))', radius: 0 }] } }, '*')`,
    'forged: commands of the workbench, to itself': `for (const type of ['reload', 'navigate', 'back', 'ping', 'connect']) for (const source of ['tabsmith-page', 'tabsmith-workbench']) postMessage({ source, type, path: '//evil.example', role: 'node', base: '/x' }, '*')`,
    'console: 100,000 lines': `for (let n = 0; n < 100000; n++) console.log('line', n)`,
    'console: lines of 5 MB': `for (let n = 0; n < 50; n++) console.error('x'.repeat(5e6))`,
    'errors: 20,000 that nobody catches': `for (let n = 0; n < 20000; n++) { reportError(new Error('e' + n)); Promise.reject(new Error('r' + n)) }`,
    'alert, confirm and prompt: 100': `for (let n = 0; n < 100; n++) { alert('pay'); confirm('pay'); prompt('your key?') }`,
    'document.write: 20 MB': `for (let n = 0; n < 2000; n++) document.write('<p>' + 'x'.repeat(1e4))`,
    'history.pushState: 20,000': `for (let n = 0; n < 20000; n++) history.pushState(n, '', '/p' + n)`,
    'title: 20,000 changes': `for (let n = 0; n < 20000; n++) document.title = 't' + n`,
    'reload without end': `setTimeout(() => location.reload(), 50)`,
    'frames: 200 of the app in it': `for (let n = 0; n < 200; n++) document.body.append(Object.assign(document.createElement('iframe'), { src: '/?' + n }))`,
    'workers: 100 that never rest': `const url = URL.createObjectURL(new Blob(['for(;;);'])); for (let n = 0; n < 100; n++) new Worker(url)`,
    'downloads: 50': `for (let n = 0; n < 50; n++) Object.assign(document.createElement('a'), { href: 'data:,x', download: n + '.txt' }).click()`,
  }
  const rows: Row[] = []
  for (const [name, code] of Object.entries(floods)) {
    await test.step(name, async () => {
      const frame = await previewFrame(page)
      // Not in the evaluation itself, which waits until it has run.
      await frame.evaluate(`void setTimeout(() => { ${code} })`)
      await usable(page)
      await expect(page.getByText('pwned', { exact: true })).toBeHidden()
      await expect(page.locator('script:not([src]), img[src="x"]')).toHaveCount(0)
      rows.push([name, `failed: the workbench goes on${await again(page, tabsmith)}`])
    })
  }
  expect(note('floods', rows)).toEqual([])
  expect(page.url()).toBe(`${app.url}#/p/flooder`)
})

/** Loads the preview anew, by what the workbench offers; says what that was. */
async function again(page: Page, { preview }: Tabsmith): Promise<string> {
  const stopped = page.getByRole('button', { name: 'Load again' })
  const wasStopped = await stopped.isVisible()
  const frame = wasStopped ? undefined : await previewFrame(page)
  await frame?.evaluate(() => Object.assign(globalThis, { left: true }))
  if (wasStopped) await stopped.click()
  else await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect
    .poll(async () => (await previewFrame(page)).evaluate(() => 'left' in globalThis))
    .toBe(false)
  await expect(preview.getByRole('heading', { name: 'Hostile' })).toBeVisible({ timeout: 20_000 })
  return wasStopped ? ', the preview was stopped' : ''
}

/** Waits until the frame shows another document; false when it does not go. */
async function hasLeft(frame: Frame): Promise<boolean> {
  const isGone = () =>
    frame
      .evaluate(() => !('left' in globalThis) && document.readyState === 'complete')
      .catch(() => false) // on its way
  return expect
    .poll(isGone, { timeout: 2000 })
    .toBe(true)
    .then(
      () => true,
      () => false,
    )
}

/** In words what a frame could read; begins with 'GOT' when that is anything of the app's. */
function described({ origin, got }: Awaited<ReturnType<typeof readEverything>>): string {
  return got.length === 0 ? `failed: origin ${origin}, nothing readable` : `GOT: ${got.join('; ')}`
}

function refused(error: unknown): string {
  return `failed: ${String(error).split('\n')[0] ?? ''}`
}

/** The workbench takes a click and does what it says. */
async function usable(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Code' }).click()
  await expect(page.getByRole('tree', { name: 'Files' })).toBeVisible()
  await page.getByRole('tab', { name: 'Preview' }).click()
  await expect(page.getByRole('tree', { name: 'Files' })).toBeHidden()
}

/** In the app's page: the key in every place that a page of this origin can read. */
async function plant(key: string): Promise<void> {
  localStorage.setItem('planted', key)
  sessionStorage.setItem('planted', key)
  document.cookie = `planted=${key}; path=/`
  const cache = await caches.open('planted')
  await cache.put('/planted', new Response(key))
  const folder = await navigator.storage.getDirectory()
  const file = await folder.getFileHandle('planted', { create: true })
  const stream = await file.createWritable()
  await stream.write(key)
  await stream.close()
  const heardThere: unknown[] = []
  for (const name of ['tabsmith', '', 'projects', 'keys', 'tabsmith-tabs']) {
    const channel = new BroadcastChannel(name)
    channel.onmessage = ({ data }) => {
      if (JSON.stringify(data).includes('forged')) heardThere.push(data)
    }
    // Whoever listens there would hear it at once.
    setInterval(() => channel.postMessage({ planted: key }), 200)
  }
  Object.assign(globalThis, { heardThere })
}

function heard(): unknown {
  return Reflect.get(globalThis, 'heardThere')
}

/** In the app's page: what is kept in each place, as text. */
async function collect(): Promise<Record<string, string>> {
  const done = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The store cannot be read.'))
    })
  const database = await done(indexedDB.open('tabsmith'))
  const secrets = await done(database.transaction('secrets').objectStore('secrets').getAll())
  database.close()
  const folder = await navigator.storage.getDirectory()
  const file = await (await folder.getFileHandle('planted')).getFile()
  return {
    indexedDB: JSON.stringify(secrets),
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
    cookie: document.cookie,
    caches: `${(await caches.keys()).join()} ${(await (await caches.match('/planted'))?.text()) ?? ''}`,
    files: await file.text(),
  }
}
