import { describe, expect, it } from 'vitest'
import { fakeHostState } from '#runtime/fake.ts'
import type { HostState } from '#runtime/host.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { instructionsFor, MAX_RULES, projectRules, stateMessage } from './prompt.ts'

const workspaceOf = (files: Record<string, string>) =>
  createWorkspace(new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)])))

const host = fakeHostState()

describe('the instructions', () => {
  it('stay below about 2,500 tokens', () => {
    // English comes to more than four characters a token.
    expect(instructionsFor(workspaceOf({})).length / 4).toBeLessThan(2500)
  })

  it('carry the project’s rules, AGENTS.md before CLAUDE.md', () => {
    const both = workspaceOf({ 'AGENTS.md': 'Use tabs.', 'CLAUDE.md': 'Use spaces.' })
    expect(instructionsFor(both)).toContain('(from AGENTS.md)\nUse tabs.')
    expect(instructionsFor(both)).not.toContain('Use spaces.')
    expect(projectRules(workspaceOf({ 'AGENTS.md': '  ', 'CLAUDE.md': 'x' }))?.path).toBe(
      'CLAUDE.md',
    )
    expect(projectRules(workspaceOf({}))).toBeUndefined()
  })

  it('cut rules that are too long, within no character', () => {
    const rules = projectRules(workspaceOf({ 'AGENTS.md': '€'.repeat(MAX_RULES) }))
    expect(encodeText(rules?.text ?? '').length).toBeLessThan(MAX_RULES + 40)
    expect(rules?.text).not.toContain('\ufffd')
    expect(rules?.text).toContain('[cut at 16 KB]')
  })
})

describe('the state message', () => {
  it('names the files of a small project and counts those of a large one', () => {
    expect(stateMessage(workspaceOf({ 'a.ts': '', 'src/b.ts': '' }), host, [])).toContain(
      'a.ts\nsrc/b.ts',
    )
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`src/x/f${i}.ts`, '']))
    const message = stateMessage(workspaceOf(many), host, [])
    expect(message).toContain('src/x/ (400 files)')
    expect(message.length).toBeLessThan(500)
  })

  it('says what the runtime that is shown can do', () => {
    const told = (kind: HostState['kind']) => stateMessage(workspaceOf({}), { ...host, kind }, [])
    expect(told('embedded')).toMatch(/Runtime: embedded engine:.*No servers/)
    expect(told('webcontainer')).toMatch(/Runtime: WebContainer:.*servers on any port/)
  })

  it('says how the server stands, and the notes', () => {
    const state = { ...host, phase: { name: 'no-server', reason: 'no dev script' } as const }
    const message = stateMessage(workspaceOf({}), state, ['Go on.'])
    expect(message).toContain('none: no dev script\nGo on.')
  })
})
