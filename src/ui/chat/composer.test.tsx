// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createConversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import type { App } from '#projects/app.ts'
import type { Session } from '#projects/session.ts'
import { SessionContext } from '../context.ts'
import { button, field, fill, press, render, unmount } from '../test-page.tsx'
import { Composer } from './composer.tsx'
import { useDraft } from './draft.ts'

const agent = {
  store: createStore(() => ({ busy: false })),
  send: vi.fn<(text: string) => Promise<void>>(),
  resume: vi.fn<() => Promise<void>>(),
  stop: vi.fn<() => Promise<void>>(),
}
const model = { provider: 'openai', baseURL: '', model: 'gpt-5.1' } as const
const app = { settings: { store: createStore(() => ({ model })) } } as unknown as App
const session = {
  agent,
  conversation: createConversation(),
  project: createStore(() => ({ id: 'p', scripted: false })),
  saving: createStore<ReturnType<Session['saving']['getState']>>(() => ({ name: 'saved' })),
  retrySave: vi.fn(),
  readOnly: false,
}

function Bench() {
  return <Composer draft={useDraft('p')} />
}

const area = () => field('Message')
const type = (text: string) => fill(area(), text)
const open = () =>
  render(
    app,
    <SessionContext value={session as unknown as Session}>
      <Bench />
    </SessionContext>,
  )

async function strike(key: string, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  await act(() => Promise.resolve(area().dispatchEvent(event)))
}

const setBusy = (busy: boolean) =>
  act(() => {
    agent.store.setState({ busy })
    return Promise.resolve()
  })

beforeEach(async () => {
  localStorage.clear()
  session.readOnly = false
  agent.store.setState({ busy: false })
  agent.send.mockReset().mockResolvedValue()
  agent.stop.mockReset().mockResolvedValue()
  await open()
})

afterEach(unmount)

describe('the composer', () => {
  it('sends on Enter and clears the field', async () => {
    await type(' Make it blue ')
    await strike('Enter')
    expect(agent.send).toHaveBeenCalledWith('Make it blue')
    expect(area().value).toBe('')
  })

  it('says when nothing is saved, why and what to do, until it is', async () => {
    const failure = { kind: 'storage', message: 'The disk is full.', hint: 'Free some.' } as const
    await act(async () => session.saving.setState({ name: 'failed', failure }, true))
    expect(document.body.textContent).toContain('The disk is full.')
    expect(document.body.textContent).toContain('Free some.')
    await press(button('Retry'))
    expect(session.retrySave).toHaveBeenCalledOnce()
    await act(async () => session.saving.setState({ name: 'saved' }, true))
    expect(document.body.textContent).not.toContain('The disk is full.')
  })

  it('leaves Enter to Shift and to input methods', async () => {
    await type('a')
    await strike('Enter', { shiftKey: true })
    await strike('Enter', { isComposing: true })
    expect(agent.send).not.toHaveBeenCalled()
  })

  it('sends nothing that is empty', async () => {
    await type('   ')
    expect(button('Send').disabled).toBe(true)
    await strike('Enter')
    expect(agent.send).not.toHaveBeenCalled()
  })

  it('takes nothing in a project that another tab owns', async () => {
    localStorage.setItem('tabsmith:draft:p', 'written before')
    session.readOnly = true
    await unmount()
    await open()
    expect(area().disabled).toBe(true)
    expect(button('Send').disabled).toBe(true)
    await strike('Enter')
    expect(agent.send).not.toHaveBeenCalled()
  })

  it('takes text but sends nothing while the agent works', async () => {
    await setBusy(true)
    await type('next')
    await strike('Enter')
    expect(agent.send).not.toHaveBeenCalled()
    expect(area().value).toBe('next')
  })

  it('stops by its button and by Escape, and only while the agent works', async () => {
    expect(() => button('Stop')).toThrow()
    await strike('Escape')
    expect(agent.stop).not.toHaveBeenCalled()
    await setBusy(true)
    await strike('Escape')
    await press(button('Stop'))
    expect(agent.stop).toHaveBeenCalledTimes(2)
  })

  it('gives the text back when it could not be sent, and says why', async () => {
    agent.send.mockRejectedValue(new Failure('conflict', 'A turn is running.'))
    await type('precious')
    await strike('Enter')
    expect(area().value).toBe('precious')
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('A turn is running.')
  })

  it('keeps an unsent text across a reload, and forgets it once sent', async () => {
    await type('half a thought')
    await unmount()
    await open()
    expect(area().value).toBe('half a thought')
    await strike('Enter')
    await unmount()
    await open()
    expect(area().value).toBe('')
  })
})
