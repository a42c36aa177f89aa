import type { Page } from '@playwright/test'
import { call, reply, text } from './fake-model/fake-model.ts'
import { lastResult } from './fake-model/told.ts'
import { note, openHostile, project, source, table, type Row } from './hostile/project.ts'
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
