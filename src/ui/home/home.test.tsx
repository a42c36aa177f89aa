// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import type { App } from '#projects/app.ts'
import type { Session } from '#projects/session.ts'
import { Toaster } from '../controls/toaster.tsx'
import { toasts } from '../controls/toasts.ts'
import { createFakeApp, fakeProject } from '../fake-app.ts'
import { button, field, fill, press, render, settle, unmount } from '../test-page.tsx'
import { closeSettings, settingsDialog } from '../settings/open.ts'
import { HomePage } from './home-page.tsx'
import { Shelf } from './shelf.tsx'
import { useProjectActions } from './use-project-actions.ts'

const prompt = () => field('Describe your app')
const buildIt = () => button('Build it')
const text = () => document.body.textContent

function withKey(app: App): App {
  app.settings.store.setState({ apiKey: 'sk-test' })
  return app
}

/** A session whose turn begins when it is sent something, and does not end. */
function openable(sent: string[]): Pick<App, 'openProject'> {
  const store = createStore(() => ({ busy: false }))
  const agent = {
    store,
    send: (words: string) => {
      sent.push(words)
      store.setState({ busy: true })
      return new Promise<void>(() => undefined)
    },
  }
  return { openProject: () => Promise.resolve({ agent } as unknown as Session) }
}

beforeEach(() => {
  localStorage.clear()
  location.hash = ''
  closeSettings()
  toasts.setState({ pile: [] })
})
afterEach(unmount)

describe('the foot', () => {
  it('says that it opens offline only once it does', async () => {
    const offline = createStore(() => ({ offlineReady: false }))
    await render({ ...createFakeApp(), offline }, <HomePage />)
    expect(text()).not.toContain('network off')
    await settle(() => offline.setState({ offlineReady: true }))
    expect(text()).toContain('Opens with the network off, too')
  })
})

describe('the prompt', () => {
  it('cannot be sent while it is empty', async () => {
    await render(withKey(createFakeApp()), <HomePage />)
    expect(buildIt().disabled).toBe(true)
    await fill(prompt(), '   ')
    expect(buildIt().disabled).toBe(true)
    await fill(prompt(), 'A timer')
    expect(buildIt().disabled).toBe(false)
  })

  it('survives a reload', async () => {
    await render(createFakeApp(), <HomePage />)
    await fill(prompt(), 'A timer')
    await render(createFakeApp(), <HomePage />)
    expect(prompt().value).toBe('A timer')
  })

  it('asks for a missing key, keeps the text and makes no project', async () => {
    const app = createFakeApp()
    await render(app, <HomePage />)
    await fill(prompt(), 'A timer')
    await press(buildIt())
    expect(settingsDialog.getState()).toMatchObject({
      open: true,
      reason: expect.stringContaining('OpenAI asks for a key.') as string,
    })
    expect(prompt().value).toBe('A timer')
    expect(app.projects.getState().projects).toEqual([])
  })

  it('makes a project, shows it, sends the prompt and is then forgotten', async () => {
    const sent: string[] = []
    const app = withKey(createFakeApp([], openable(sent)))
    await render(app, <HomePage />)
    await fill(prompt(), 'A sourdough timer that counts down')
    await press(buildIt())
    expect(app.projects.getState().projects[0]?.name).toBe('Sourdough timer that counts down')
    expect(location.hash).toBe('#/p/made-1')
    expect(sent).toEqual(['A sourdough timer that counts down'])
    await render(app, <HomePage />)
    expect(prompt().value).toBe('')
  })

  it('is kept when the project cannot be made, and says why', async () => {
    const app = withKey(
      createFakeApp([], {
        createProject: () =>
          Promise.reject(new Failure('storage', 'The storage is full.', { hint: 'Free some.' })),
      }),
    )
    await render(app, <HomePage />)
    await fill(prompt(), 'A timer')
    await press(buildIt())
    expect(toasts.getState().pile[0]?.message).toBe('The storage is full. Free some.')
    await render(app, <HomePage />)
    expect(prompt().value).toBe('A timer')
  })
})

describe('the scripted sample', () => {
  it('starts without a key, as a scripted project', async () => {
    const sent: string[] = []
    const app = createFakeApp([], openable(sent))
    await render(app, <HomePage />)
    await press(button('Try a scripted sample'))
    await settle(() => expect(sent).toHaveLength(1))
    expect(app.projects.getState().projects[0]?.scripted).toBe(true)
  })
})

describe('the shelf', () => {
  it('tells an empty shelf from one that could not be read', async () => {
    const app = createFakeApp()
    await render(app, <Shelf />)
    expect(text()).toContain('Nothing here yet')
    await unmount()
    app.projects.setState({ failure: { kind: 'storage', message: 'No storage.' } })
    await render(app, <Shelf />)
    expect(text()).toContain('Your projects could not be read')
    expect(text()).not.toContain('Nothing here yet')
  })

  it('shows a picture only as an image', async () => {
    const thumbnail = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    await render(createFakeApp([fakeProject({ id: 'one', thumbnail })]), <Shelf />)
    expect(document.querySelector('script')).toBeNull()
    expect(document.querySelector('img')?.src).toMatch(/^data:image\/svg\+xml,/)
  })

  it('finds by name and offers the way back when nothing fits', async () => {
    const app = createFakeApp([fakeProject({ id: 'Tea' }), fakeProject({ id: 'Bread' })])
    await render(app, <Shelf />)
    await fill(field('Find a project'), 'bre')
    expect(document.querySelectorAll('li')).toHaveLength(1)
    await fill(field('Find a project'), 'cake')
    await press(button('Show all'))
    expect(document.querySelectorAll('li')).toHaveLength(2)
  })

  it('takes a deletion back', async () => {
    const project = fakeProject({ id: 'Tea' })
    const app = createFakeApp([project])
    function Delete() {
      const { remove } = useProjectActions()
      return <button onClick={() => void remove(project)}>Delete</button>
    }
    await render(
      app,
      <>
        <Delete />
        <Toaster />
      </>,
    )
    await press(button('Delete'))
    expect(app.projects.getState().projects).toEqual([])
    await press(button('Undo'))
    expect(app.projects.getState().projects).toEqual([project])
    expect(toasts.getState().pile).toEqual([])
  })
})
