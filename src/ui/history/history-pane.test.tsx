// @vitest-environment happy-dom
import { act, type ComponentProps, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createConversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import type { Checkpoint } from '#history/history.ts'
import type { RestoredVersion, RestoreVersionOptions, Session } from '#projects/session.ts'
import { createWorkspace } from '#workspace/workspace.ts'
import { SessionContext } from '../context.ts'
import { toasts } from '../controls/toasts.ts'
import { createFakeApp, fakeProject } from '../fake-app.ts'
import { button, field, fill, press, render, unmount } from '../test-page.tsx'
import { createWorkbenchView, ViewContext, type WorkbenchView } from '../workbench/view.ts'
import { createFakeHistory, type FakeHistory } from './fake-history.ts'
import HistoryPane from './history-pane.tsx'
import { TimelineScope } from './timeline-scope.tsx'

// Nothing has a size here, so the real list would show nothing.
vi.mock('virtua', () => ({
  VList: ({ data, children, ...rest }: FakeListProps) => (
    <div {...pick(rest)}>{data.map((item, index) => children(item, index))}</div>
  ),
}))

// CodeMirror measures what it draws; it has stories in a browser.
vi.mock('./text-difference.tsx', () => ({ default: () => null }))

interface FakeListProps extends Omit<ComponentProps<'div'>, 'children'> {
  readonly data: readonly unknown[]
  readonly children: (item: unknown, index: number) => ReactNode
}

const pick = ({ role, onKeyDown, 'aria-label': label }: ComponentProps<'div'>) => ({
  role,
  onKeyDown,
  'aria-label': label,
})

type Restore = (id: string, options?: RestoreVersionOptions) => Promise<RestoredVersion>

let history: FakeHistory
let view: WorkbenchView
let session: Session
const restoreVersion = vi.fn<Restore>()
const undo = vi.fn<() => Promise<void>>()
const agent = { store: createStore(() => ({ busy: false })) }

function createSession(readOnly = false): Session {
  const fake: Partial<Session> & { agent: unknown } = {
    project: createStore(() => fakeProject({ id: 'p' })),
    workspace: createWorkspace(),
    conversation: createConversation(),
    agent: agent as unknown as Session['agent'],
    history,
    readOnly,
    restoreVersion,
    saveVersion: (name) => Promise.resolve(history.add({ type: 'saved', name })),
  }
  return fake as Session
}

const open = (app = createFakeApp()) =>
  render(
    app,
    <SessionContext value={session}>
      <ViewContext value={view}>
        <TimelineScope session={session}>
          <HistoryPane />
        </TimelineScope>
      </ViewContext>
    </SessionContext>,
  )

const text = () => document.body.textContent
const options = (list: string) => [
  ...document.querySelectorAll<HTMLElement>(`[aria-label="${list}"] [role=option]`),
]
/** Waits, with React at work all the time: what a read gives is drawn when an `act` ends. */
async function settle(expectation: () => void) {
  for (let turns = 0; ; turns++) {
    await act(() => new Promise((resume) => setTimeout(resume)))
    try {
      expectation()
      return
    } catch (error) {
      if (turns === 2_000) throw error
    }
  }
}

const nameOf = (option: HTMLElement) => option.getAttribute('aria-label')
const chosen = (list: string) =>
  options(list)
    .find((option) => option.getAttribute('aria-selected') === 'true')
    ?.getAttribute('aria-label')

async function strike(list: string, key: string) {
  const box = document.querySelector(`[role=listbox][aria-label="${list}"]`)
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  await act(() => Promise.resolve(box?.dispatchEvent(event)))
}

function addVersions(): Checkpoint[] {
  return [
    history.add({ type: 'start' }, { 'a.ts': 'one\n' }),
    history.add(
      { type: 'turn', turnId: 't1', title: 'Add a greeting' },
      { 'a.ts': 'two\n', 'b.ts': 'new\n' },
    ),
    history.add({ type: 'saved', name: 'Ready' }, { 'a.ts': 'three\n' }),
  ]
}

beforeEach(() => {
  history = createFakeHistory()
  view = createWorkbenchView()
  session = createSession()
  agent.store.setState({ busy: false })
  restoreVersion.mockReset()
  undo.mockReset().mockResolvedValue()
  toasts.setState({ pile: [] })
})
afterEach(unmount)

describe('the history', () => {
  it('says when there is nothing yet', async () => {
    await open()
    await settle(() => expect(text()).toContain('No versions yet'))
  })

  it('says why it could not be read, and tries again', async () => {
    addVersions()
    history.refusal = new Failure('storage', 'The disk is gone.')
    await open()
    await settle(() => expect(text()).toContain('The disk is gone.'))
    history.refusal = undefined
    await press(button('Try again'))
    await settle(() => expect(text()).toContain('Ready'))
  })

  it('says when the newest version could not be kept', async () => {
    addVersions()
    await open()
    const failure = { message: 'The disk is full.', hint: 'Free some.' }
    await act(async () => history.store.setState({ failure }))
    expect(text()).toContain('The last version could not be kept. The disk is full.')
    await act(async () => history.store.setState({ failure: undefined }))
    expect(text()).not.toContain('The disk is full.')
  })

  it('shows the newest version and what changed in it', async () => {
    addVersions()
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    expect(chosen('Versions')).toContain('Version 3: Ready')
    expect(options('Changed files').map(nameOf)).toEqual([
      'a.ts, changed, 1 line added, 1 removed',
      'b.ts, deleted, 0 lines added, 1 removed',
    ])
  })

  it('goes through the versions by arrow keys', async () => {
    addVersions()
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    await strike('Versions', 'ArrowDown')
    expect(chosen('Versions')).toContain('Version 2: Add a greeting')
    await strike('Versions', 'End')
    expect(chosen('Versions')).toContain('Version 1')
    await strike('Versions', 'ArrowUp')
    expect(view.store.getState().version).toBe(2)
  })

  it('compares with the files as they are now', async () => {
    addVersions()
    history.now = { 'a.ts': 'three\n', 'c.ts': 'mine\n' }
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    await pressMenu('What changed in it', 'The files as they are now')
    await settle(() => expect(options('Changed files')).toHaveLength(1))
    expect(options('Changed files').map(nameOf)[0]).toContain('c.ts, new')
  })

  it('compares with any other version, from the older to the newer one', async () => {
    addVersions()
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    await pressMenu('What changed in it', 'Another version…')
    expect(text()).toContain('Choose the version to compare with.')
    await strike('Versions', 'End')
    await settle(() => expect(text()).toContain('Version 1 → version 3'))
    expect(chosen('Versions')).toContain('Version 3')
    await settle(() =>
      expect(options('Changed files').map(nameOf)).toEqual([
        'a.ts, changed, 1 line added, 1 removed',
      ]),
    )
  })

  it('says when a comparison fails, and tries again', async () => {
    addVersions()
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    history.refusal = new Failure('invalid', 'That version is damaged.')
    await strike('Versions', 'ArrowDown')
    await settle(() => expect(text()).toContain('That version is damaged.'))
    history.refusal = undefined
    await press(button('Try again'))
    await settle(() => expect(options('Changed files')).toHaveLength(2))
  })

  it('restores only after a second press, and can be undone', async () => {
    const [, , last] = addVersions()
    restoreVersion.mockResolvedValue({ checkpoint: last, undo })
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    await press(button('Restore'))
    expect(text()).toContain('what is here now is kept as a version first')
    expect(restoreVersion).not.toHaveBeenCalled()
    await press(button('Restore version 3'))
    expect(restoreVersion).toHaveBeenCalledWith('v3', { rewind: false })
    const [toast] = toasts.getState().pile
    expect(toast?.message).toBe('Restored version 3')
    toast?.action?.run()
    expect(undo).toHaveBeenCalledOnce()
  })

  it('says why a version could not be restored', async () => {
    addVersions()
    restoreVersion.mockRejectedValue(new Failure('conflict', 'The agent works.'))
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    await press(button('Restore'))
    await press(button('Restore version 3'))
    await settle(() => expect(toasts.getState().pile[0]?.message).toBe('The agent works.'))
  })

  it('says when there was nothing to restore', async () => {
    addVersions()
    restoreVersion.mockResolvedValue({ checkpoint: undefined, undo })
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    await press(button('Restore'))
    await press(button('Restore version 3'))
    expect(toasts.getState().pile[0]).toMatchObject({
      message: 'Nothing to restore: your files are already like that',
    })
  })

  it('restores one file; one that the version deleted, from the version before', async () => {
    const [, second, last] = addVersions()
    restoreVersion.mockResolvedValue({ checkpoint: last, undo })
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    await press(button('Restore this file'))
    await press(button('Restore the file'))
    expect(restoreVersion).toHaveBeenLastCalledWith('v3', { paths: ['a.ts'] })
    await strike('Changed files', 'End')
    await press(button('Restore this file'))
    await press(button('Restore the file'))
    expect(restoreVersion).toHaveBeenLastCalledWith(second?.id, { paths: ['b.ts'] })
  })

  it('does not restore while the agent works', async () => {
    addVersions()
    agent.store.setState({ busy: true })
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    expect(button('Restore').disabled).toBe(true)
  })

  it('saves a version under a name, and not without one', async () => {
    addVersions()
    await open()
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    expect(button('Save').disabled).toBe(true)
    await fill(field('Name of the version'), '  Before the demo ')
    await press(button('Save'))
    await settle(() => expect(chosen('Versions')).toContain('Version 4: Before the demo'))
    expect(field('Name of the version').value).toBe('')
  })

  it('branches a new project from a version and goes there', async () => {
    addVersions()
    const forkProject = vi.fn(() => Promise.resolve('forked'))
    await open(createFakeApp([], { forkProject }))
    await settle(() => expect(chosen('Versions')).toContain('Version 3'))
    await press(button('New project'))
    expect(forkProject).toHaveBeenCalledWith('p', 'v3')
    await settle(() => expect(location.hash).toBe('#/p/forked'))
  })

  it('offers nothing that changes a project of another tab', async () => {
    addVersions()
    session = createSession(true)
    await open()
    await settle(() => expect(options('Changed files')).toHaveLength(2))
    for (const name of ['Restore', 'Restore this file', 'Save']) {
      expect(() => button(name)).toThrow()
    }
    expect(button('New project').disabled).toBe(false)
  })
})

async function pressMenu(trigger: string, item: string) {
  const down = new PointerEvent('pointerdown', { bubbles: true, button: 0 })
  await act(() => Promise.resolve(button(trigger).dispatchEvent(down)))
  await settle(() => expect(menuItem(item)).toBeDefined())
  const found = menuItem(item)
  if (found) await press(found)
}

function menuItem(name: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[role^=menuitem]')].find(
    ({ textContent }) => textContent.trim() === name,
  )
}
