import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import type { HostPhase } from '#runtime/host.ts'
import { actionLabel, phaseSummary, startSteps } from './phase-view.ts'

const failed = (stage: 'boot' | 'mount' | 'install' | 'server' | 'lost'): HostPhase => ({
  name: 'failed',
  stage,
  failure: new Failure('lost', 'gone'),
  actions: ['retry'],
})
const summary = (phase: HostPhase) => phaseSummary({ phase, kind: 'webcontainer' })

describe('phaseSummary', () => {
  it('names the engine once it is ready', () => {
    expect(summary({ name: 'ready', url: 'http://x', port: 1 })).toMatchObject({
      tone: 'ok',
      text: 'WebContainer ready',
    })
  })

  it.each(['boot', 'mount', 'install', 'server', 'lost'] as const)(
    'says that %s failed',
    (stage) => {
      expect(summary(failed(stage)).tone).toBe('bad')
    },
  )

  it('gives every failed stage words of its own', () => {
    const texts = (['boot', 'mount', 'install', 'server', 'lost'] as const).map(
      (stage) => summary(failed(stage)).text,
    )
    expect(new Set(texts).size).toBe(texts.length)
  })
})

describe('startSteps', () => {
  it('marks what is done, what runs and what comes', () => {
    const steps = startSteps({ name: 'installing', since: 0, detail: '' }, 'webcontainer', 14)
    expect(steps.map((step) => step.state)).toEqual(['done', 'done', 'now', 'next'])
    expect(steps[1]?.note).toBe('14')
  })
})

describe('actionLabel', () => {
  it('calls a retry after a loss a new start', () => {
    expect(actionLabel('retry', 'lost')).toBe('Start again')
    expect(actionLabel('retry', 'boot')).toBe('Try again')
  })
})
