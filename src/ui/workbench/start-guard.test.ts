// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Session } from '#projects/session.ts'
import type { HostPhase } from '#runtime/host.ts'
import { SURVIVED_MS, endedTheTab, startGuarded } from './start-guard.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

const idle: HostPhase = { name: 'idle' }
const starting: HostPhase = { name: 'starting', since: 0, command: 'vite' }
const ready: HostPhase = { name: 'ready', url: '', port: 5173 }

/** A project that is opened; without `stop` its tab ends at once. */
function open() {
  const phases = createStore<{ phase: HostPhase }>(() => ({ phase: idle }))
  const agent = createStore(() => ({ busy: false }))
  const start = vi.fn(() => phases.setState({ phase: starting }))
  const stop = startGuarded({
    project: createStore(() => ({ id: 'p' })),
    host: { store: phases, start },
    agent: { store: agent },
  } as unknown as Session)
  return { start, stop, agent, show: () => phases.setState({ phase: ready }) }
}

it('starts an app once more after the tab ended, and then no more by itself', () => {
  expect(open().start).toHaveBeenCalledOnce()
  expect(open().start).toHaveBeenCalledOnce()
  expect(endedTheTab('p')).toBe(true)
  const third = open()
  expect(third.start).not.toHaveBeenCalled()
  third.stop()
  expect(endedTheTab('p')).toBe(true)
})

it('forgets what was when an app has been there for a while', () => {
  open()
  const { show } = open()
  show()
  vi.advanceTimersByTime(SURVIVED_MS - 1)
  expect(endedTheTab('p')).toBe(true)
  vi.advanceTimersByTime(1)
  expect(endedTheTab('p')).toBe(false)
  expect(open().start).toHaveBeenCalledOnce()
})

it('does not count a tab that was closed, or left', () => {
  open()
  open().stop()
  open()
  open()
  window.dispatchEvent(new Event('pagehide'))
  expect(endedTheTab('p')).toBe(false)
})

it('starts it for a turn', () => {
  open()
  open()
  const { start, agent } = open()
  agent.setState({ busy: true })
  expect(start).toHaveBeenCalledOnce()
})
