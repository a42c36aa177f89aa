import type { Page } from '@playwright/test'
import { call, reply, text } from './fake-model/fake-model.ts'
import { createTabsmith } from './tabsmith.ts'
import { expect, test } from './test.ts'

test.use({ engine: 'auto' })

const store = `import { create } from 'zustand'

export const useSteps = create<{ steps: number; walk: () => void }>((set) => ({
  steps: 0,
  walk: () => set(({ steps }) => ({ steps: steps + 1 })),
}))
`

const counter = `import { useState } from 'react'
import { formatISO } from 'date-fns'
import { motion } from 'framer-motion'
import { useSteps } from './steps'

export function App() {
  const { steps, walk } = useSteps()
  const [name, setName] = useState('')
  return (
    <motion.main initial={{ opacity: 0 }} animate={{ opacity: 1 }} transition={{ duration: 0.05 }}>
      <h1>Steps</h1>
      <button onClick={walk}>walked {steps}</button>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <time>{formatISO(new Date(2026, 0, 2), { representation: 'date' })}</time>
    </motion.main>
  )
}
`

/** Waits until every file of the app is kept in the browser. */
async function keepAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    const kept = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('message', resolve, { once: true }),
    )
    active?.postMessage({ type: 'complete' })
    await kept
  })
}

test('with the network off, a saved project opens, runs, and changes in place', async ({
  page,
  context,
  tabsmith,
  fakeModel,
  host,
  app,
}) => {
  test.setTimeout(180_000)
  const { preview } = tabsmith
  host.misbehave('refuse')

  await test.step('a project with three added packages', async () => {
    fakeModel.queue(
      reply(call('add_packages', { names: ['zustand', 'date-fns', 'framer-motion'] })),
      reply(call('read', { path: 'src/App.tsx' })),
      reply(call('write', { path: 'src/steps.ts', content: store })),
      reply(call('write', { path: 'src/App.tsx', content: counter })),
      reply(text('You can walk now.')),
    )
    await tabsmith.open()
    await tabsmith.useModel({ provider: 'OpenAI', baseURL: fakeModel.url, key: 'sk-test' })
    await tabsmith.build('a step counter')
    await expect(tabsmith.log.getByText('You can walk now.')).toBeVisible({ timeout: 90_000 })
    await tabsmith.rest()
    await expect(preview.getByRole('button', { name: 'walked 0' })).toBeVisible({
      timeout: 60_000,
    })
    await preview.getByRole('button', { name: 'walked 0' }).click()
    await expect(preview.getByRole('button', { name: 'walked 1' })).toBeVisible()
    await tabsmith.saved()
  })

  await test.step('the network goes, the tab is closed', async () => {
    await keepAll(page)
    await page.close()
    await context.setOffline(true)
  })

  const tab = await context.newPage()
  const offline = createTabsmith(tab, app.url)
  await test.step('a new tab opens the app, which says that it is offline', async () => {
    await offline.open()
    await expect(tab.getByText(/^Offline/)).toBeVisible()
    await tab.getByRole('list', { name: 'Your projects' }).getByRole('link').first().click()
  })

  const walked = (steps: number) => offline.preview.getByRole('button', { name: `walked ${steps}` })
  await test.step('the project runs', async () => {
    await expect(walked(0)).toBeVisible({ timeout: 30_000 })
    await expect(offline.preview.locator('time')).toHaveText('2026-01-02')
    await expect(tab.getByText(/^Offline/)).toBeVisible()
    await walked(0).click()
    await walked(1).click()
    await offline.preview.getByRole('textbox', { name: 'Name' }).fill('Ada')
    await expect(walked(2)).toBeVisible()
  })

  await test.step('a component is edited: it changes, its state stays', async () => {
    await offline.openFile('src/App.tsx')
    await expect(offline.editor).toContainText('<h1>Steps</h1>')
    await offline.editor.press('ControlOrMeta+a')
    await tab.keyboard.insertText(counter.replace('<h1>Steps', '<h1>Long way'))
    await tab.getByRole('tab', { name: 'Preview' }).click()
    await expect(offline.preview.getByRole('heading', { name: 'Long way' })).toBeVisible()
    await expect(walked(2)).toBeVisible()
    await expect(offline.preview.getByRole('textbox', { name: 'Name' })).toHaveValue('Ada')
    await offline.saved()
  })

  await test.step('a reload finds it as it was left', async () => {
    await tab.reload()
    await expect(offline.preview.getByRole('heading', { name: 'Long way' })).toBeVisible({
      timeout: 30_000,
    })
    await walked(0).click()
    await expect(walked(1)).toBeVisible()
  })

  await test.step('with the network back, it says nothing any more', async () => {
    await context.setOffline(false)
    await expect(tab.getByText(/^Offline/)).toHaveCount(0)
  })
})
