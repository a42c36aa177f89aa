import type { BrowserContext, Locator, Page } from '@playwright/test'
import { configuredRegistry } from '../src/runtime/embedded/prebuilt/registry.ts'
import { call, reply, text, type FakeModel } from './fake-model/fake-model.ts'
import { cut, hang, startFaultyHost, status, type FaultyHost } from './faults/faulty-host.ts'
import { heading, html, manifest, plainProject } from './faults/projects.ts'
import { seedProject } from './seed.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import { expect, test as base } from './test.ts'

interface Fixtures {
  /** The app's host, with faults to order. */
  faulty: FaultyHost
  /** The app, from that host. */
  workbench: Tabsmith
  /** Stores a project and opens it. */
  openProject: (files: Readonly<Record<string, string>>, id?: string) => Promise<void>
  /** Changes files as the agent does. */
  change: (files: Readonly<Record<string, string | null>>) => Promise<void>
}

const test = base.extend<Fixtures>({
  faulty: async ({ app }, use) => {
    const host = await startFaultyHost(app.url)
    await use(host)
    await host.close()
  },
  workbench: async ({ page, context, faulty }, use) => {
    await cutOffRegistry(context)
    await use(createTabsmith(page, faulty.url))
  },
  openProject: async ({ page, workbench, faulty }, use) => {
    await use(async (files, id = 'faults') => {
      await workbench.open()
      await seedProject(page, { id, files })
      await page.goto(`${faulty.url}#/p/${id}`)
    })
  },
  change: async ({ workbench, fakeModel }, use) => {
    let ready = false
    await use(async (files) => {
      if (!ready)
        await workbench.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
      ready = true
      await changeFiles(workbench, fakeModel, files)
    })
  },
})

test.use({ engine: 'embedded' })
const shown = { timeout: 30_000 }

test('without a secure connection the reason is told, and the rest of the app works', async ({
  browser,
  faulty,
}) => {
  const context = await browser.newContext({
    proxy: { server: `http://127.0.0.1:${faulty.port}` },
  })
  const page = await context.newPage()
  const workbench = createTabsmith(page, 'http://tabsmith.test/')
  await workbench.open()
  await seedProject(page, { id: 'faults', files: plainProject(heading('Hello')) })
  await page.goto('http://tabsmith.test/#/p/faults')
  await expectFailure(page, 'The runtime did not start', [
    'not loaded over a secure connection',
    'Open it by https://',
    'You can still chat, read and edit every file.',
  ])
  await workbench.openFile('src/main.js')
  await expect(workbench.editor).toContainText('Hello')
  await context.close()
})

test('without service workers the reason is told', async ({ browser, faulty }) => {
  const context = await browser.newContext()
  // As in some private windows, where registering is refused.
  await context.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () =>
      Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'))
  })
  const page = await context.newPage()
  const workbench = createTabsmith(page, faulty.url)
  await workbench.open()
  await seedProject(page, { id: 'faults', files: plainProject(heading('Hello')) })
  await page.goto(`${faulty.url}#/p/faults`)
  await expectFailure(page, 'The runtime did not start', [
    'The service worker could not be registered. The operation is insecure.',
    'Allow this site to keep data',
    'You can still chat, read and edit every file.',
  ])
  await context.close()
})

test('an engine whose code the host lacks is there after a reload, when it is back', async ({
  page,
  faulty,
  workbench,
  openProject,
}) => {
  const mend = faulty.fail(/\/assets\/worker-/, status(404))
  await openProject(plainProject(heading('Hello')))
  const failed = await expectFailure(page, 'The runtime did not start', [
    'The service worker could not keep the files of Tabsmith.',
    'the host lacks a file of Tabsmith',
    'You can still chat, read and edit every file.',
  ])
  mend()
  await failed.getByRole('button', { name: 'Reload the page' }).click()
  await expectHeading(workbench, 'Hello')
})

test('an engine that breaks, or falls silent, is told and starts again', async ({
  page,
  workbench,
  openProject,
}) => {
  await page.clock.install()
  await openProject(plainProject(heading('Hello')))
  await expectHeading(workbench, 'Hello')

  await test.step('it breaks', async () => {
    await engineOf(page).evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('out of luck')
        }),
    )
    const failed = await expectFailure(page, 'The runtime stopped', [
      'out of luck',
      'Your files are saved; nothing is lost.',
    ])
    await failed.getByRole('button', { name: /again/i }).click()
    await expectHeading(workbench, 'Hello')
  })

  await test.step('it falls silent', async () => {
    await engineOf(page).evaluate(() => self.close())
    for (let i = 0; i < 12; i++) await page.clock.runFor(6_000)
    const failed = await expectFailure(page, 'The runtime stopped', [
      'does not answer',
      'Your files are saved; nothing is lost.',
    ])
    await failed.getByRole('button', { name: /again/i }).click()
    await expectHeading(workbench, 'Hello')
  })
})

test('a registry that fails: each fault is named, and reinstalling works when it is back', async ({
  page,
  faulty,
  workbench,
  openProject,
}) => {
  const faults = [
    ['502', /registry/, status(502), 'The package registry cannot be reached'],
    ['web pages', /registry/, status(200, 'text/html', '<h1>Welcome</h1>'), 'cannot be reached'],
    ['not JSON', /registry/, status(200, 'application/json', '{"versi'), 'fixture-class-js'],
    ['no JSON of a package', /registry/, status(200, 'application/json', '[]'), 'fixture-class-js'],
    ['500', /registry/, status(500), 'The package registry answers 500.'],
    ['cut archives', /\.tgz$/, cut, 'cannot be reached'],
    [
      'wrong archives',
      /\.tgz$/,
      status(200, 'application/octet-stream', 'x'),
      'is not what its integrity says',
    ],
  ] as const
  const [first, ...more] = faults
  let mend = faulty.fail(first[1], first[2])
  await openProject(
    plainProject(
      `import Counter from 'fixture-class-js'\ndocument.querySelector('h1').textContent = new Counter().n`,
      { 'package.json': manifest({ dependencies: { 'fixture-class-js': '1.0.0' } }) },
    ),
  )
  const failed = await expectFailure(page, 'The packages could not be installed', [
    first[3],
    'Your files are saved; nothing is lost.',
  ])
  await expect(workbench.runtime).toContainText('Install failed')
  for (const [name, paths, fault, words] of more) {
    await test.step(name, async () => {
      mend()
      mend = faulty.fail(paths, fault)
      await failed.getByRole('button', { name: 'Install again' }).click()
      await expect(failed, name).toContainText(words, shown)
    })
  }
  mend()
  await failed.getByRole('button', { name: 'Install again' }).click()
  await expectHeading(workbench, '7')
})

test('a package that does not exist is named, and correcting package.json is enough', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  const wants = (name: string) => manifest({ dependencies: { [name]: '1.0.0' } })
  await openProject(plainProject(heading('Hello'), { 'package.json': wants('fixture-no-such') }))
  await expectFailure(page, 'The packages could not be installed', [
    'There is no package named fixture-no-such.',
    'A package or version does not exist: correct it in package.json.',
  ])
  await change({ 'package.json': wants('fixture-class-js') })
  await expectHeading(workbench, 'Hello')

  await test.step('half-typed JSON changes nothing; the whole of it counts', async () => {
    await change({ 'package.json': '{ "name": "faults", "scripts": {' })
    await expectHeading(workbench, 'Hello')
    await change({ 'package.json': wants('fixture-common-js') })
    await expect(workbench.runtime).toContainText('Embedded engine ready', shown)
    await expectHeading(workbench, 'Hello')
  })

  await test.step('a lockfile that does not fit is made anew', async () => {
    await change({
      'src/main.js': `import { where } from 'fixture-exports'
document.querySelector('h1').textContent = where`,
      'package-lock.json': '{"lockfileVersion": 3, "packages": {"": {}}}',
      'package.json': manifest({ dependencies: { 'fixture-exports': '2.0.0' } }),
    })
    await expectHeading(workbench, 'browser inside')
  })
})

test('package.json that is no JSON: said, and mended', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  await openProject(plainProject(heading('Hello'), { 'package.json': '{ "name": ' }))
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText(
    'package.json is not valid JSON',
    shown,
  )
  await change({ 'package.json': manifest({}) })
  await expectHeading(workbench, 'Hello')
})

test('dev scripts that the engine cannot serve', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  await openProject(
    plainProject(heading('Hello'), { 'package.json': manifest({ scripts: { dev: 'next dev' } }) }),
  )
  const failed = await expectFailure(page, 'The dev server stopped', ['next', 'WebContainer'])
  await change({ 'package.json': manifest({ scripts: {} }) })
  await failed.getByRole('button', { name: 'Start the server again' }).click()
  await expect(page.getByText('package.json has no dev or start script')).toBeVisible(shown)
  await change({ 'package.json': manifest({}) })
  await expectHeading(workbench, 'Hello')
})

test('a vite.config that is not understood is warned of where it is seen', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  const config = (plugin: string) =>
    `import odd from '${plugin}'\nexport default { plugins: [odd()] }\n`
  await openProject(plainProject(heading('Hello'), { 'vite.config.js': config('vite-plugin-odd') }))
  await expectHeading(workbench, 'Hello')
  const warning = page.getByRole('status').filter({ hasText: 'vite-plugin-odd' })
  await expect(warning).toContainText('does not run in this engine')
  await expect(warning).toContainText('WebContainer')

  await change({ 'vite.config.js': 'export default { plugins: [' })
  await expect(
    page.getByRole('status').filter({ hasText: 'vite.config.js cannot be read' }),
  ).toBeVisible(shown)
  await expectHeading(workbench, 'Hello')
  await change({ 'vite.config.js': 'export default {}' })
  await expect(page.getByRole('status').filter({ hasText: 'vite.config' })).toHaveCount(0)
})

test('code that does not work at first, and is mended', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  await openProject(plainProject('const = 1\n'))
  const sheet = page.getByRole('alert', { name: 'Compile error' })
  await expect(sheet).toContainText('src/main.js:1', shown)
  await change({ 'src/main.js': heading('Mended') })
  await expectHeading(workbench, 'Mended')
  await expect(sheet).toBeHidden()

  await test.step('an import that is missing until its file is there', async () => {
    await change({ 'src/main.js': `import './later.js'\n` })
    await expect(sheet).toContainText('./later.js', shown)
    await change({ 'src/later.js': heading('Later') })
    await expectHeading(workbench, 'Later')
    await expect(sheet).toBeHidden()
  })

  await test.step('a module that throws', async () => {
    await change({ 'src/later.js': `throw new Error('no luck today')\n` })
    await expect(page.getByRole('alert').filter({ hasText: 'no luck today' })).toBeVisible(shown)
    await change({ 'src/later.js': heading('Luck') })
    await expectHeading(workbench, 'Luck')
    await expect(page.getByRole('alert').filter({ hasText: 'no luck today' })).toBeHidden()
  })
})

test('pages that go, come back and are renamed, and edits in a hurry', async ({
  page,
  workbench,
  openProject,
  change,
}) => {
  await openProject(plainProject(heading('Luck')))
  await expectHeading(workbench, 'Luck')
  const sheet = page.getByRole('alert', { name: 'Compile error' })

  await test.step('index.html goes and comes back', async () => {
    await change({ 'index.html': null })
    await expect(sheet).toContainText('There is no index.html', shown)
    await change({ 'index.html': html('/src/main.js') })
    await expectHeading(workbench, 'Luck')
    await expect(sheet).toBeHidden()
  })

  await test.step('the entry is renamed', async () => {
    await change({ 'src/main.js': null, 'src/start.js': heading('Renamed') })
    await expect(sheet).toContainText('/src/main.js', shown)
    await change({ 'index.html': html('/src/start.js') })
    await expectHeading(workbench, 'Renamed')
    await expect(sheet).toBeHidden()
  })

  await test.step('edits that come faster than they compile: the last one counts', async () => {
    await workbench.openFile('src/start.js')
    await workbench.editor.fill(heading('one'))
    await workbench.editor.fill(heading('two'))
    await workbench.editor.fill('document.querySelector(')
    await workbench.editor.fill(heading('three'))
    await expect(workbench.preview.locator('h1')).toHaveText('three', shown)
  })
})

test('odd file names, many files and big ones', async ({ workbench, openProject }) => {
  const names = ['a b', 'ünï – 日本', 'hash#tag', '100%', '%41', "it's (1)"]
  const many = Array.from({ length: 2000 }, (_, i): [string, string] => [
    `src/many/m${i}.js`,
    `export default ${i}\n`,
  ])
  const odd = names.map((name): [string, string] => [
    `src/odd/${name}.js`,
    `export default ${JSON.stringify(name)}\n`,
  ])
  await openProject(
    plainProject(
      `const odd = import.meta.glob('./odd/*.js', { eager: true, import: 'default' })
const many = import.meta.glob('./many/*.js', { eager: true, import: 'default' })
import big from './big.txt?raw'
document.querySelector('h1').textContent = [Object.values(odd).sort().join(', '),
  Object.values(many).length, big.length].join(' | ')
`,
      { ...Object.fromEntries([...many, ...odd]), 'src/big.txt': 'x'.repeat(5_000_000) },
    ),
  )
  await expectHeading(workbench, `${[...names].sort().join(', ')} | 2000 | 5000000`)
})

test('a shipped package that cannot be had comes from the registry', async ({
  faulty,
  workbench,
  openProject,
}) => {
  faulty.fail(/\/shipped\//, status(404))
  await openProject(
    plainProject(
      `import { createElement } from 'react'\ndocument.querySelector('h1').textContent = createElement('p').type`,
      { 'package.json': manifest({ dependencies: { react: '19.3.1' } }) },
    ),
  )
  await expectHeading(workbench, 'p')
  expect(faulty.asked.some((path) => /registry\/react\/.*tgz$/.test(path))).toBe(true)
})

test('a compiler that cannot be loaded is named, and the next change loads it when it can be had', async ({
  page,
  faulty,
  openProject,
  workbench,
  change,
}) => {
  const mend = faulty.fail(/\/assets\/(?:browser|esbuild)/, status(404))
  const decorated = (
    name: string,
  ) => `function mark(_: unknown, context: ClassDecoratorContext): void {
  document.querySelector('h1')!.textContent = String(context.name)
}
@mark
class ${name} {}
export { ${name} }
`
  await openProject(
    plainProject('', { 'index.html': html('/src/main.ts'), 'src/main.ts': decorated('Missed') }),
  )
  const sheet = page.getByRole('alert', { name: 'Compile error' })
  await expect(sheet).toContainText('esbuild, which compiles it, could not be loaded', shown)
  mend()
  await change({ 'src/main.ts': decorated('Decorated') })
  await expectHeading(workbench, 'Decorated')
  await expect(sheet).toBeHidden()
})

test('a compiler of components that cannot be loaded is loaded by the next change', async ({
  page,
  faulty,
  openProject,
  workbench,
  change,
}) => {
  const mend = faulty.fail(/\/assets\/vue-/, status(404))
  const component = (words: string) => `<template>${words}</template>\n`
  await openProject(
    plainProject(
      `import { createApp } from 'vue'\nimport App from './App.vue'\ncreateApp(App).mount('h1')`,
      {
        'package.json': manifest({ dependencies: { vue: '3.5.45' } }),
        'vite.config.js': `import vue from '@vitejs/plugin-vue'\nexport default { plugins: [vue()] }\n`,
        'src/App.vue': component('Missed'),
      },
    ),
  )
  const sheet = page.getByRole('alert', { name: 'Compile error' })
  await expect(sheet).toBeVisible(shown)
  mend()
  await change({ 'src/App.vue': component('Vue') })
  await expectHeading(workbench, 'Vue')
})

test('an install that is interrupted by closing the tab, and a full disk', async ({
  page,
  context,
  faulty,
  workbench,
  openProject,
}) => {
  const mend = faulty.fail(/\.tgz$/, hang)
  await openProject(
    plainProject(
      `import Counter from 'fixture-class-js'\ndocument.querySelector('h1').textContent = new Counter().n`,
      { 'package.json': manifest({ dependencies: { 'fixture-class-js': '1.0.0' } }) },
    ),
  )
  await expect(workbench.runtime).toContainText('Installing packages', shown)
  await expect.poll(() => faulty.asked.some((path) => path.endsWith('.tgz'))).toBe(true)
  await page.close()
  mend()
  const again = await context.newPage()
  const devtools = await context.newCDPSession(again)
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(faulty.url).origin,
    quotaSize: 1,
  })
  await again.goto(`${faulty.url}#/p/faults`)
  await expectHeading(createTabsmith(again, faulty.url), '7')
})

test('another project is opened while the engine starts', async ({
  page,
  faulty,
  workbench,
  openProject,
}) => {
  await openProject(plainProject(heading('First')), 'first')
  await seedProject(page, { id: 'second', files: plainProject(heading('Second')) })
  await page.goto(`${faulty.url}#/p/second`)
  await expectHeading(workbench, 'Second')
  await page.goto(`${faulty.url}#/p/first`)
  await expectHeading(workbench, 'First')
})

test('a preview that leaves for another place comes back by Reload', async ({
  page,
  app,
  workbench,
  openProject,
}) => {
  const elsewhere = await startFaultyHost(app.url)
  elsewhere.fail(/.*/, status(200, 'text/html', '<h1>Elsewhere</h1>'))
  await openProject(
    plainProject(
      `${heading('Home')}
for (const [name, to] of [['leave', ${JSON.stringify(elsewhere.url)}], ['lost', '/no/such.html']]) {
  const link = document.createElement('a')
  link.href = to
  link.textContent = name
  document.body.append(link)
}`,
    ),
  )
  await expectHeading(workbench, 'Home')
  await workbench.preview.getByRole('link', { name: 'leave' }).click()
  await expect(workbench.preview.getByRole('heading', { name: 'Home' })).toBeHidden()
  await page.getByRole('button', { name: 'Reload', exact: true }).first().click()
  await expectHeading(workbench, 'Home')
  await workbench.preview.getByRole('link', { name: 'lost' }).click()
  await page.getByRole('button', { name: 'Reload', exact: true }).first().click()
  await expectHeading(workbench, 'Home')
  await elsewhere.close()
})

/** The engine knows npm's own registry, too: only the host's way to it shall count here. */
async function cutOffRegistry(context: BrowserContext): Promise<void> {
  const registry = await configuredRegistry()
  if (registry !== undefined) await context.route(`${registry}**`, (route) => route.abort())
}

function engineOf(page: Page) {
  const engine = page.workers().find((worker) => worker.url().includes('/assets/worker-'))
  if (!engine) throw new Error('There is no engine.')
  return engine
}

async function expectFailure(
  page: Page,
  title: string,
  words: readonly string[],
): Promise<Locator> {
  const failed = page.getByRole('alert').filter({ hasText: title })
  await expect(failed).toBeVisible(shown)
  for (const word of words) await expect(failed).toContainText(word)
  return failed
}

async function expectHeading({ preview }: Tabsmith, words: string): Promise<void> {
  await expect(preview.getByRole('heading', { name: words, exact: true })).toBeVisible(shown)
}

async function changeFiles(
  workbench: Tabsmith,
  model: FakeModel,
  files: Readonly<Record<string, string | null>>,
): Promise<void> {
  const calls = Object.entries(files).flatMap(([path, content]) =>
    content === null
      ? [call('delete', { path })]
      : [call('read', { path }), call('write', { path, content })],
  )
  const done = `Done ${Math.random().toString(36).slice(2)}.`
  model.queue(reply(...calls), reply(text(done)))
  await workbench.send('change it')
  await expect(workbench.log.getByText(done)).toBeVisible(shown)
  await workbench.rest()
}
