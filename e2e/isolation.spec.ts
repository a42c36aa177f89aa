import { chromium, type Frame, type Page } from '@playwright/test'
import { launchOptions } from './browser.ts'
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
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
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
  const told = await frame.evaluate(() => Reflect.get(globalThis, 'attack')())
  const rows = told.map(([name = '', outcome = '']): Row => [name, outcome])
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
    'postMessage: 200 MB in 10 messages': `const text = 'x'.repeat(2e7); for (let n = 0; n < 10; n++) parent.postMessage({ ${bridge}, type: 'console', level: 'log', text }, '*')`,
    'postMessage: 3,000 hellos': `for (let n = 0; n < 3000; n++) parent.postMessage({ source: 'tabsmith-frame', type: 'hello' }, '*')`,
    'postMessage: hellos without end, a few at a time': `setInterval(() => parent.postMessage({ source: 'tabsmith-frame', type: 'hello' }, '*'), 5)`,
    'forged: a location that leads off': `for (const path of ['//evil.example', '/\\\\evil.example', 'javascript:alert(1)', 'https://evil.example']) parent.postMessage({ ${bridge}, type: 'location', path, title: '<img src=x onerror=alert(1)>' }, '*')`,
    'forged: a compile error with markup': `parent.postMessage({ ${bridge}, type: 'compile-error', error: { message: '<img src=x onerror=alert(1)><h1>pwned</h1>', place: '../../etc/passwd:1:1', frame: '<script>alert(1)</' + 'script>' } }, '*')`,
    'forged: a sketch with markup': `parent.postMessage({ ${bridge}, type: 'sketch', sketch: { width: 10, height: 10, background: '#fff"/><script>', boxes: [{ kind: 'fill', x: 0, y: 0, width: 1, height: 1, colour: 'url(javascript:alert(1))', radius: 0 }] } }, '*')`,
    'forged: commands of the workbench, to itself': `for (const type of ['reload', 'navigate', 'back', 'ping', 'connect']) for (const source of ['tabsmith-page', 'tabsmith-workbench']) postMessage({ source, type, path: '//evil.example', role: 'node', base: '/x' }, '*')`,
    'console: 100,000 lines': `for (let n = 0; n < 100000; n++) console.log('line', n)`,
    'console: 20 lines of 5 MB': `for (let n = 0; n < 20; n++) console.error('x'.repeat(5e6))`,
    'errors: 5,000 that nobody catches': `for (let n = 0; n < 5000; n++) { reportError(new Error('e' + n)); Promise.reject(new Error('r' + n)) }`,
    'alert, confirm and prompt: 100': `for (let n = 0; n < 100; n++) { alert('pay'); confirm('pay'); prompt('your key?') }`,
    'document.write: 5 MB': `for (let n = 0; n < 500; n++) document.write('<p>' + 'x'.repeat(1e4))`,
    'history.pushState: 5,000': `for (let n = 0; n < 5000; n++) history.pushState(n, '', '/p' + n)`,
    'title: 5,000 changes': `for (let n = 0; n < 5000; n++) document.title = 't' + n`,
    'reload without end': `setTimeout(() => location.reload(), 50)`,
    'frames: 50 of the app in it': `for (let n = 0; n < 50; n++) document.body.append(Object.assign(document.createElement('iframe'), { src: '/?' + n }))`,
    'workers: 4 that never rest': `const url = URL.createObjectURL(new Blob(['for(;;);'])); for (let n = 0; n < 4; n++) new Worker(url)`,
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

test('endless loops in the project’s own code end by themselves', async ({
  app,
  page,
  tabsmith,
}) => {
  test.setTimeout(150_000)
  await tabsmith.open()
  const places: Readonly<Record<string, string>> = {
    'at the top of a module': `for (;;) {}`,
    'that catches what stops it': `for (;;) { try { while (true) {} } catch {} }`,
    'in an event handler': `setTimeout(() => document.querySelector('h1').click(), 100); document.querySelector('h1').onclick = () => { do {} while (true) }`,
    'in a promise chain': `(async () => { for (;;) await null })()`,
  }
  const rows: Row[] = []
  for (const [n, [name, code]] of Object.entries(places).entries()) {
    await openHostile(tabsmith, app.url, `loop-${n}`, project(code))
    const bar = page.getByRole('alert').filter({ hasText: 'A loop kept the page from drawing' })
    await expect(bar).toBeVisible({ timeout: 20_000 })
    await usable(page)
    rows.push([name, 'failed: stopped after 5 seconds, and told'])
  }
  expect(note('loops', rows)).toEqual([])
})

test('what no guard can stop is stopped by its person, where previews have a process of their own', async ({
  app,
}) => {
  test.setTimeout(150_000)
  const options = await launchOptions()
  // As desktop browsers run; the test browser saves the processes.
  const browser = await chromium.launch({
    ...options,
    args: [...(options.args ?? []), '--site-per-process'],
  })
  try {
    const page = await browser.newPage()
    const tabsmith = createTabsmith(page, app.url)
    await tabsmith.open()
    const stuck: Readonly<Record<string, string>> = {
      'a loop in code made at run time': `new Function('for(;;);')()`,
      'microtasks without end': `const again = () => Promise.resolve().then(again); again()`,
      'a regular expression': `/^(a+)+$/.test('a'.repeat(50) + '!')`,
    }
    const rows: Row[] = []
    for (const [n, [name, code]] of Object.entries(stuck).entries()) {
      await openHostile(
        tabsmith,
        app.url,
        `stuck-${n}`,
        project(`setTimeout(() => { ${code} }, 1500)`),
      )
      await usable(page)
      const bar = page.getByRole('alert').filter({ hasText: 'The preview does not answer.' })
      await expect(bar).toBeVisible({ timeout: 30_000 })
      await usable(page)
      await bar.getByRole('button', { name: n % 2 === 0 ? 'Stop it' : 'Reload' }).click()
      if (n % 2 === 0) await page.getByRole('button', { name: 'Load again' }).click()
      await expect(tabsmith.preview.getByRole('heading', { name: 'Hostile' })).toBeVisible()
      rows.push([name, 'failed: the workbench goes on, and stops it'])
    }
    expect(note('hung', rows)).toEqual([])
  } finally {
    await browser.close()
  }
})

test('programs that never end or take all memory are killed', async ({
  app,
  page,
  tabsmith,
  fakeModel,
}) => {
  test.setTimeout(120_000)
  await tabsmith.open()
  await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
  await openHostile(tabsmith, app.url, 'programs', project(''))
  const programs: Readonly<Record<string, readonly [code: string, told: RegExp]>> = {
    'a loop without end': ['for (;;) {}', /Ended after 5 seconds/],
    'output without end': [
      `for (let n = 0; n < 50000; n++) console.log('x'.repeat(100), n)`,
      /Exit code 0|Ended after 5 seconds/,
    ],
    '400 MB': [
      `const kept = []; for (let n = 0; n < 50; n++) kept.push(new Uint8Array(8e6).fill(n)); console.log(kept.length)`,
      /50/,
    ],
    '2,000 files': [
      `const fs = await import('node:fs'); for (let n = 0; n < 2000; n++) fs.writeFileSync('bomb-' + n, 'x')`,
      /./,
    ],
    'files outside of the project, which stay in its own memory': [
      `const fs = await import('node:fs'); for (const path of ['/etc/passwd', '../../x', '/project/../y']) { try { fs.writeFileSync(path, 'x'); console.log('wrote', path) } catch (error) { console.log(error.code) } }`,
      /./,
    ],
  }
  const rows: Row[] = []
  for (const [name, [code, told]] of Object.entries(programs)) {
    fakeModel.queue(
      reply(
        call('shell', {
          command: `node -e ${JSON.stringify(code).replaceAll('$', '\\$')}`,
          timeout_s: 5,
        }),
      ),
      reply(text(`Ran: ${name}.`)),
    )
    await tabsmith.send(name)
    await usable(page)
    await expect(tabsmith.log.getByText(`Ran: ${name}.`)).toBeVisible({ timeout: 40_000 })
    const output = lastResult(fakeModel) ?? ''
    expect(output, name).toMatch(told)
    expect(output.length).toBeLessThan(200_000)
    rows.push([name, `failed: ${output.replaceAll('\n', ' ').slice(0, 80)}`])
  }
  expect(note('programs', rows)).toEqual([])
  await expect(page.locator('iframe[title="Runs a program"]')).toHaveCount(0)
  expect(await again(page, tabsmith)).toBe('')
})

/** Loads the preview anew, by what the workbench offers; says what that was. */
async function again(page: Page, { preview }: Tabsmith): Promise<string> {
  const stopped = page.getByRole('button', { name: 'Load again' })
  const hung = page.getByRole('alert').filter({ hasText: 'The preview does not answer.' })
  const isStopped = await stopped.isVisible()
  if (isStopped) {
    await stopped.click()
  } else {
    const frame = await previewFrame(page)
    await frame.evaluate(() => Object.assign(globalThis, { left: true })).catch(() => null)
    await page.getByRole('button', { name: 'Reload', exact: true }).first().click()
    // A page that cut off its own listeners is noticed by its silence.
    const reload = hung.getByRole('button', { name: 'Reload' })
    await expect(async () => {
      if (await reload.isVisible()) await reload.click()
      const now = await previewFrame(page)
      expect(await now.evaluate(() => 'left' in globalThis)).toBe(false)
    }).toPass({ timeout: 25_000 })
  }
  await expect(preview.getByRole('heading', { name: 'Hostile' })).toBeVisible({ timeout: 20_000 })
  return isStopped ? ', the preview was stopped' : ''
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
