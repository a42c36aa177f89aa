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
