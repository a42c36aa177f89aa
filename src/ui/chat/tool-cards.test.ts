import { describe, expect, it } from 'vitest'
import type { ToolPart, ToolResult } from '#agent/events.ts'
import { commandOf, outcomeOf, verbOf, wordsOf, type Outcome } from './tool-cards.ts'

const part = (result: ToolResult | undefined): ToolPart => ({
  ...{ id: 'p', turnId: 't', index: 0, step: 0, kind: 'tool', callId: 'c' },
  ...{ tool: 'shell', input: { command: 'npm\ntest ' }, startedAt: 0, endedAt: 1, result },
})
const ok = { status: 'ok', output: '', summary: '' } as const

const known =
  'list read write edit delete move grep shell shell_output shell_stop add_packages check'.split(
    ' ',
  )

describe('the words of a tool card', () => {
  it.each(known)('has its own for %s in every state', (tool) => {
    const words = wordsOf(tool)
    expect(words.running).not.toBe('Using')
    const states: Outcome[] = ['running', 'done', 'refused', 'stopped']
    expect(new Set(states.map((state) => verbOf(words, state))).size).toBe(4)
  })

  it.each([undefined, null, 'text', [], { path: 7, names: [1] }])(
    'survives arguments like %j',
    (input) => {
      for (const tool of known) expect(wordsOf(tool).object(input)).toBeTypeOf('string')
    },
  )

  it('names what a call acts on', () => {
    expect(wordsOf('move').object({ from: 'a.ts', to: 'b.ts' })).toBe('a.ts → b.ts')
    expect(wordsOf('add_packages').object({ names: ['zod', 'idb'] })).toBe('zod idb')
    expect(wordsOf('grep').object({ pattern: 'TODO' })).toBe('TODO')
    expect(wordsOf('shell').object({ command: 'npm run a\nnpm run b' })).toBe('npm run a …')
  })

  it('calls an unknown tool by its name, also one named like an object method', () => {
    expect(wordsOf('constructor').object({})).toBe('constructor')
    expect(verbOf(wordsOf('draw'), 'done')).toBe('Used')
  })

  it('keeps the whole of a command', () => {
    expect(commandOf(part(undefined))).toBe('npm\ntest')
  })
})

describe('the outcome of a call', () => {
  it('is running until there is a result', () => {
    expect(outcomeOf(undefined)).toBe('running')
    expect(outcomeOf(part(undefined))).toBe('running')
  })
  it('is wrong when a command failed or a check found problems', () => {
    const command = { type: 'command', exitCode: 1, output: '' } as const
    expect(outcomeOf(part({ ...ok, details: command }))).toBe('wrong')
    expect(outcomeOf(part({ ...ok, details: { ...command, exitCode: undefined } }))).toBe('done')
    expect(outcomeOf(part({ ...ok, details: { type: 'check', problems: 2 } }))).toBe('wrong')
    expect(outcomeOf(part({ ...ok, details: { type: 'check', problems: 0 } }))).toBe('done')
  })
  it('tells refused and stopped apart', () => {
    expect(outcomeOf(part({ ...ok, status: 'refused' }))).toBe('refused')
    expect(outcomeOf(part({ ...ok, status: 'stopped' }))).toBe('stopped')
  })
})
