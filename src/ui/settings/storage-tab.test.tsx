// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import type { App, StorageUse } from '#projects/app.ts'
import { Toaster } from '../controls/toaster.tsx'
import { toasts } from '../controls/toasts.ts'
import { createFakeApp, fakeProject } from '../fake-app.ts'
import { button, press, render, settle, unmount } from '../test-page.tsx'
import { AccountsTab } from './accounts-tab.tsx'
import { StorageTab } from './storage-tab.tsx'

const text = () => document.body.textContent

const use: StorageUse = {
  projects: new Map([
    ['small', 1_000],
    ['large', 8_000_000],
  ]),
  caches: 2_000_000,
  total: 12_000_000,
  quota: 1_000_000_000,
  persistence: 'refused',
}
const projects = [fakeProject({ id: 'small' }), fakeProject({ id: 'large' })]
const show = (replaced: Partial<App>) =>
  render(
    createFakeApp(projects, { storageUse: () => Promise.resolve(use), ...replaced }),
    <>
      <StorageTab />
      <Toaster />
    </>,
  )

vi.mock('../pick-files.ts', () => ({
  pickFiles: () => Promise.resolve([new File(['zip'], 'backup.zip')]),
}))

beforeEach(() => toasts.setState({ pile: [] }))
afterEach(unmount)

describe('the storage tab', () => {
  it('says why nothing can be measured', async () => {
    await show({ storageUse: () => Promise.reject(new Failure('storage', 'No storage here.')) })
    expect(text()).toContain('No storage here.')
  })

  it('lists the projects by size, the largest first', async () => {
    await show({})
    const names = [...document.querySelectorAll('section[aria-labelledby=sizes] li')]
    expect(names.map((item) => item.textContent)).toEqual(['large8 MB', 'small1 KB'])
  })

  it('tells its own count apart from the browser’s', async () => {
    await show({})
    const space = document.querySelector('section[aria-label=Space]')?.textContent
    expect(space).toContain('10 MB kept in this browser, of which')
    expect(space).toContain('The browser counts about 12 MB of the 1 GB that it allows.')
  })

  it('shows no share of the whole where nothing but projects is kept', async () => {
    const bar = () => document.querySelector('section[aria-label=Space] > [aria-hidden]')
    await show({})
    expect(bar()).not.toBeNull()
    await show({ storageUse: () => Promise.resolve({ ...use, caches: 0, total: 10 }) })
    expect(bar()).toBeNull()
    expect(text()).toContain('8 MB kept in this browser')
  })

  it('says nothing of what the browser allows where that is not told', async () => {
    const untold = { ...use, total: undefined, quota: undefined }
    await show({ storageUse: () => Promise.resolve(untold) })
    expect(text()).not.toContain('allows')
  })

  it('clears packages and measures again', async () => {
    const clearCaches = vi.fn(() => Promise.resolve())
    const storageUse = vi.fn(() => Promise.resolve(use))
    await show({ clearCaches, storageUse })
    await press(button('Clear'))
    expect(clearCaches).toHaveBeenCalledOnce()
    expect(storageUse).toHaveBeenCalledTimes(2)
    expect(text()).toContain('Cleared 2 MB of packages')
  })

  it('offers nothing to clear where nothing is kept', async () => {
    await show({ storageUse: () => Promise.resolve({ ...use, caches: 0 }) })
    expect(button('Clear').disabled).toBe(true)
  })

  it('does not claim a protection that the browser refused', async () => {
    await show({ protectStorage: () => Promise.resolve('refused') })
    await press(button('Protect'))
    expect(text()).toContain('The browser said no for now')
    expect(text()).toContain('Not protected from clearing')
  })

  it('says what became of each project of a backup', async () => {
    await show({
      restoreBackup: () =>
        Promise.resolve({
          added: ['Tea'],
          same: [],
          copied: ['Bread'],
          refused: ['Cake: its files are damaged'],
        }),
    })
    await press(button('Restore a backup…'))
    await settle(() => expect(text()).toContain('Added: Tea'))
    expect(text()).toContain('because the one here differs: Bread')
    expect(text()).toContain('Could not be taken in: Cake: its files are damaged')
  })

  it('keeps the reason in view when a backup cannot be made', async () => {
    await show({ backUp: () => Promise.reject(new Failure('storage', 'A file cannot be read.')) })
    await press(button('Back up everything'))
    expect(text()).toContain('A file cannot be read.')
  })
})

describe('the accounts tab', () => {
  it('never shows a token that is kept, and forgets it when asked', async () => {
    const app = createFakeApp()
    app.tokenStore.set('github', 'ghp-secret')
    await render(app, <AccountsTab />)
    expect(document.body.innerHTML).not.toContain('ghp-secret')
    await press(button('Forget'))
    expect(app.tokenStore.has('github')).toBe(false)
  })
})
