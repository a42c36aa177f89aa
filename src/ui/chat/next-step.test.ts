import { describe, expect, it } from 'vitest'
import type { FailureKind } from '#failure.ts'
import type { Turn } from '#agent/events.ts'
import { nextStep } from './next-step.ts'

const usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedTokens: undefined,
  reasoningTokens: undefined,
}
const ended = (status: Turn['status'], kind?: FailureKind) =>
  nextStep({
    turn: {
      ...{ id: 't', index: 0, status, startedAt: 0, endedAt: 1, model: 'm', usage },
      failure: kind && { kind, message: 'It happened.', hint: 'Do this.' },
    },
    parts: [],
  })

describe('the next step after a turn', () => {
  it('is none while it runs and when it is done', () => {
    expect(ended('running')).toBeUndefined()
    expect(ended('done')).toBeUndefined()
  })

  it.each(['auth', 'cors', 'unknown-model', 'context-length'] as const)(
    'is Settings after %s',
    (kind) => expect(ended('failed', kind)).toMatchObject({ action: 'settings' }),
  )

  it.each(['no-credit', 'rate-limit', 'server', 'offline', 'cut-stream', 'bug'] as const)(
    'is to go on after %s',
    (kind) => expect(ended('failed', kind)).toMatchObject({ action: 'resume' }),
  )

  it.each(['stopped', 'interrupted', 'capped'] as const)('is Continue when %s', (status) =>
    expect(ended(status)).toMatchObject({ action: 'resume', label: 'Continue' }),
  )

  it('says what happened and what was kept', () => {
    expect(ended('failed', 'server')).toMatchObject({
      message: 'It happened.',
      hint: 'Do this.',
      kept: 'Nothing was lost: your message is kept.',
    })
  })
})
