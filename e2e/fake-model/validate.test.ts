import { describe, expect, it } from 'vitest'
import { chatProblem, responsesProblem } from './validate.ts'

describe('a Responses input', () => {
  const user = { role: 'user' as const, content: 'Hi' }
  const made = { type: 'function_call' as const, call_id: 'c1', name: 'read', arguments: '{}' }
  const output = { type: 'function_call_output' as const, call_id: 'c1', output: 'ok' }
  const problem = (...input: Parameters<typeof responsesProblem>[0]['input']) =>
    responsesProblem({ model: 'm', store: false, input })

  it('is valid when every call has its output', () => {
    expect(problem(user, made, output, user)).toBeUndefined()
  })
  it('is refused for a call without output', () => {
    expect(problem(user, made)).toContain('No tool output found for function call c1')
    expect(problem(user, made, user, output)).toContain('No tool output found')
  })
  it('is refused for an output without its call', () => {
    expect(problem(user, output)).toContain('No tool call found')
    expect(problem(user, made, output, output)).toContain('No tool call found')
  })
  it('is refused for a repeated call id', () => {
    expect(problem(user, made, output, made, output)).toContain('Duplicate call_id')
  })
  it('is refused for arguments that are not an object', () => {
    expect(problem(user, { ...made, arguments: '{"path' }, output)).toContain('arguments')
    expect(problem(user, { ...made, arguments: '"text"' }, output)).toContain('arguments')
  })
  it('is refused for references to what was never stored', () => {
    expect(problem(user, { type: 'item_reference', id: 'rs_1' })).toContain('not persisted')
  })
  it('is refused for reasoning that lost its seal or what followed it', () => {
    const thought = { type: 'reasoning' as const, id: 'rs_1', summary: [] }
    expect(problem(user, thought, made, output)).toContain('not found')
    const sealed = { ...thought, encrypted_content: 'x' }
    expect(problem(user, sealed, made, output)).toBeUndefined()
    expect(problem(user, sealed)).toContain('required following item')
    expect(problem(user, sealed, user)).toContain('required following item')
  })
})

describe('Chat Completions messages', () => {
  const user = { role: 'user' as const, content: 'Hi' }
  const assistant = (id: string, args = '{}') => ({
    role: 'assistant' as const,
    content: null,
    tool_calls: [{ id, type: 'function' as const, function: { name: 'read', arguments: args } }],
  })
  const result = { role: 'tool' as const, tool_call_id: 'c1', content: 'ok' }
  const problem = (...messages: Parameters<typeof chatProblem>[0]['messages']) =>
    chatProblem({ model: 'm', messages })

  it('are valid when each call is answered at once', () => {
    expect(problem(user, assistant('c1'), result, user)).toBeUndefined()
  })
  it('are refused for a call that is not answered at once', () => {
    expect(problem(user, assistant('c1'))).toContain('did not have response messages: c1')
    expect(problem(user, assistant('c1'), user, result)).toContain('did not have response')
  })
  it('are refused for a result that answers nothing', () => {
    expect(problem(user, result)).toContain("messages with role 'tool'")
  })
  it('are refused for a repeated call id', () => {
    expect(problem(user, assistant('c1'), result, assistant('c1'), result)).toContain('Duplicate')
  })
  it('are refused for an assistant message that says nothing', () => {
    expect(problem(user, { role: 'assistant', content: null })).toContain('content')
    expect(problem(user, { role: 'assistant', content: '' })).toContain('content')
  })
  it('are refused for arguments that are not an object', () => {
    expect(problem(user, assistant('c1', '{"path'), result)).toContain('arguments')
  })
})
