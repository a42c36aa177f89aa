// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Root } from './app.tsx'
import { createFakeApp, type FakeApp } from './fake-app.ts'
import { button, press, render, settle, unmount } from './test-page.tsx'

const text = () => document.body.textContent
const face = () => document.documentElement.dataset['theme']

let app: FakeApp

beforeEach(() => {
  app = createFakeApp()
  localStorage.clear()
  location.hash = ''
})
afterEach(unmount)

describe('Root', () => {
  it('shows a way home at an address that names no page', async () => {
    location.hash = '#/nowhere'
    await render(app, <Root app={app} />)
    expect(text()).toContain('There is no page at this address')
    await press(button('All projects'))
    await settle(() => expect(text()).toContain('What are we making?'))
  })

  it('wears the chosen theme, and remembers it for the next start', async () => {
    await render(app, <Root app={app} />)
    expect(face()).toBe('light')
    await press(button('Switch theme'))
    expect(face()).toBe('dark')
    expect(localStorage.getItem('tabsmith:theme')).toBe('dark')
  })

  it('does not take a theme from settings that are not read yet', async () => {
    document.documentElement.dataset['theme'] = 'dark'
    app.settings.store.setState({ loaded: false, theme: 'light' })
    await render(app, <Root app={app} />)
    expect(face()).toBe('dark')
  })

  it('says while the browser is offline what works even so', async () => {
    await render(app, <Root app={app} />)
    expect(text()).not.toContain('Offline.')
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    window.dispatchEvent(new Event('offline'))
    await settle(() => expect(text()).toContain('Offline. Projects open, run and save here'))
    online.mockRestore()
    window.dispatchEvent(new Event('online'))
    await settle(() => expect(text()).not.toContain('Offline.'))
  })

  it('shows a notice until it is dismissed', async () => {
    app.notices.setState({ notices: [{ id: 'n', tone: 'ask', message: 'Look here.' }] })
    await render(app, <Root app={app} />)
    expect(text()).toContain('Look here.')
    await press(button('Dismiss'))
    expect(text()).not.toContain('Look here.')
  })
})
