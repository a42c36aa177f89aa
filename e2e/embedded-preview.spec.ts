import type { Page } from '@playwright/test'
import { serveApp, type AppServer } from './app-server.ts'
import { seedProject } from './seed.ts'
import { createTabsmith, type Tabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

// Each story serves a host of its own; previews come from its service worker.
test.use({ serviceWorkers: 'allow' })

const main = `const root = document.querySelector('#app')
const visits = Number(localStorage.getItem('visits') ?? 0) + 1
localStorage.setItem('visits', String(visits))

function show() {
  document.title = 'At ' + location.pathname
  const rows = [
    '<h1>' + location.pathname + location.search + '</h1>',
    '<p>Visit ' + visits + '</p>',
    '<button id="about">About</button><button id="forward">Forward</button>',
    '<button id="fail">Fail</button><button id="log">Log</button>',
    '<p id="data"></p>',
  ]
  root.innerHTML = rows.join('')
  document.querySelector('#about').addEventListener('click', () => {
    history.pushState(null, '', '/about?from=' + visits)
    show()
  })
  document.querySelector('#forward').addEventListener('click', () => history.forward())
  document.querySelector('#fail').addEventListener('click', () => {
    throw new Error('The yeast is dead')
  })
  document.querySelector('#log').addEventListener('click', () => console.warn('salt', { grams: 3 }))
}
addEventListener('popstate', show)
show()

const response = await fetch('/data.json')
const { bread } = await response.json()
document.querySelector('#data').textContent = 'Bread: ' + bread
`

const files = (name: string) => ({
  'package.json': `{ "name": "${name}", "private": true, "scripts": { "dev": "vite" } }\n`,
  'index.html': `<!doctype html><html lang="en"><head><title>${name}</title></head><body><div id="app"></div><script type="module" src="/src/main.js"></script></body></html>\n`,
  'src/main.js': main,
  'public/data.json': '{ "bread": "rye" }\n',
})

const pane = (page: Page) => page.getByRole('region', { name: 'Preview', exact: true })
const address = (page: Page) => pane(page).getByRole('textbox', { name: 'Address' })

for (const base of ['/', '/tools/tabsmith/']) {
  test.describe(`on a host that serves the app at ${base}`, () => {
    let server: AppServer
    let tabsmith: Tabsmith

    test.beforeEach(async ({ page }) => {
      test.setTimeout(90_000)
      server = await serveApp({ base, engine: 'embedded' })
      tabsmith = createTabsmith(page, server.url)
      await tabsmith.open()
      for (const id of ['one', 'two']) await seedProject(page, { id, files: files(id) })
    })
    test.afterEach(() => server.close())

    async function show(page: Page, id: string): Promise<void> {
      await page.goto(`${server.url}#/p/${id}`)
      await page.getByRole('tab', { name: 'Preview' }).click()
      await expect(tabsmith.preview.getByText('Bread: rye')).toBeVisible({ timeout: 40_000 })
    }

    test('the toolbar and the page agree on where it is, and public files are there', async ({
      page,
    }) => {
      const { preview } = tabsmith
      const heading = preview.getByRole('heading')
      await show(page, 'one')
      await expect(heading).toHaveText('/')
      await expect(address(page)).toHaveValue('/')

      await preview.getByRole('button', { name: 'About' }).click()
      await expect(heading).toHaveText('/about?from=1')
      await expect(address(page)).toHaveValue('/about?from=1')
      await pane(page).getByRole('button', { name: 'Back' }).click()
      await expect(heading).toHaveText('/')
      await expect(address(page)).toHaveValue('/')
      await preview.getByRole('button', { name: 'Forward' }).click()
      await expect(heading).toHaveText('/about?from=1')
      await pane(page).getByRole('button', { name: 'Reload' }).click()
      await expect(preview.getByText('Visit 2')).toBeVisible()
      await expect(heading).toHaveText('/about?from=1')

      await address(page).fill('/deep/link?x=1')
      await address(page).press('Enter')
      await expect(heading).toHaveText('/deep/link?x=1')
      await expect(preview.getByText('Bread: rye')).toBeVisible()
    })

    test('what a page keeps is its project’s own, and outlives the tab', async ({ page }) => {
      await show(page, 'one')
      await expect(tabsmith.preview.getByText('Visit 1')).toBeVisible()
      await page.reload()
      await page.getByRole('tab', { name: 'Preview' }).click()
      await expect(tabsmith.preview.getByText('Visit 2')).toBeVisible({ timeout: 40_000 })
      await show(page, 'two')
      await expect(tabsmith.preview.getByText('Visit 1')).toBeVisible()
      await page.goto(`${server.url}#/p/one`)
      await expect(tabsmith.preview.getByText('Visit 3')).toBeVisible({ timeout: 40_000 })
      expect(await page.evaluate(() => localStorage.getItem('visits'))).toBeNull()
    })

    test('the console tells what the page says, and where it fails', async ({ page }) => {
      await show(page, 'one')
      await tabsmith.preview.getByRole('button', { name: 'Log' }).click()
      await tabsmith.preview.getByRole('button', { name: 'Fail' }).click()
      const bar = page.getByRole('alert').filter({ hasText: 'The yeast is dead' })
      await expect(bar).toBeVisible()
      await page.getByRole('tab', { name: /^Console/ }).click()
      const lines = page.getByRole('tabpanel', { name: /^Console/ })
      await expect(lines).toContainText('salt')
      await expect(lines).toContainText('grams')
      await expect(lines).toContainText('The yeast is dead')
      const at = main.split('\n').findIndex((line) => line.includes('throw ')) + 1
      await expect(lines).toContainText(`src/main.js:${at}`)
    })
  })
}
