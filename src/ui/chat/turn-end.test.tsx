// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createConversation, type TurnView } from '#agent/conversation.ts'
import type { Turn } from '#agent/events.ts'
import type { Session } from '#projects/session.ts'
import { SessionContext } from '../context.ts'
import { createFakeApp } from '../fake-app.ts'
import { createFakeHistory, type FakeHistory } from '../history/fake-history.ts'
import { createTimeline, PAGE, TimelineContext, type Timeline } from '../history/timeline.ts'
import { button, press, render, settle, unmount } from '../test-page.tsx'
import { createWorkbenchView, ViewContext, type WorkbenchView } from '../workbench/view.ts'
import { TurnEnd } from './turn-end.tsx'

let history: FakeHistory
let timeline: Timeline
let view: WorkbenchView

const resume = vi.fn(() => Promise.resolve())

function turn(change: Partial<Turn> = {}): TurnView {
  const usage = {
    inputTokens: 10,
    outputTokens: 5,
    cachedTokens: undefined,
    reasoningTokens: undefined,
  }
  return {
    turn: {
      id: 't1',
      index: 0,
      status: 'done',
      startedAt: 0,
      endedAt: 5_000,
      model: 'm',
      usage,
      failure: undefined,
      ...change,
    },
    parts: [],
  }
}

async function open(shown: TurnView, readOnly = false) {
  timeline = createTimeline(history)
  await timeline.find(history.store.getState().head?.number ?? 1)
  const session = {
    agent: { store: createStore(() => ({ busy: false })), resume },
    conversation: createConversation(),
    history,
    readOnly,
  } as unknown as Session
  await render(
    createFakeApp(),
    <SessionContext value={session}>
      <ViewContext value={view}>
        <TimelineContext value={timeline}>
          <TurnEnd view={shown} last />
        </TimelineContext>
      </ViewContext>
    </SessionContext>,
  )
}

const kept = (number: number) => button(`Version ${number} kept: see what changed`)

beforeEach(() => {
  history = createFakeHistory()
  view = createWorkbenchView()
  resume.mockClear()
})
afterEach(unmount)

describe('the end of a turn', () => {
  it('has no version when the turn changed nothing', async () => {
    history.add({ type: 'turn', turnId: 'another', title: 'Other' })
    await open(turn())
    expect(() => kept(1)).toThrow()
    expect(() => button('Restore')).toThrow()
    expect(document.body.textContent).toContain('15 tokens')
  })

  it('shows the version that the turn made, and opens it in the history', async () => {
    history.add({ type: 'start' })
    history.add({ type: 'turn', turnId: 't1', title: 'Mine' })
    await open(turn())
    await press(kept(2))
    expect(view.store.getState()).toMatchObject({ sheet: 'history', version: 2 })
  })

  it('shows a version as soon as it is kept', async () => {
    history.add({ type: 'start' })
    await open(turn())
    history.add({ type: 'turn', turnId: 't1', title: 'Mine' })
    await act(async () => {
      await timeline.find(2)
    })
    expect(kept(2)).toBeDefined()
  })

  it('reads on in the history for the version of an old turn', async () => {
    history.add({ type: 'turn', turnId: 't1', title: 'Long ago' })
    for (let i = 0; i < PAGE + 10; i++) history.add({ type: 'saved', name: 'x' })
    await open(turn({ startedAt: 30_000 }))
    await settle(() => expect(kept(1)).toBeDefined())
    expect(history.reads).toBe(2)
  })

  it('cannot be gone on with in a project that another tab owns', async () => {
    history.add({ type: 'turn', turnId: 't1', title: 'Mine' })
    await open(turn({ status: 'stopped' }), true)
    expect(document.body.textContent).toContain('You stopped this turn.')
    expect(() => button('Continue')).toThrow()
    expect(() => button('Restore')).toThrow()
    expect(kept(1)).toBeDefined()
  })
})
