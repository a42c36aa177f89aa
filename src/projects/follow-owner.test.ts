import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import { turn, userPart } from '#storage/fixtures.ts'
import { createWorkspace, encodeText, type FileTree } from '#workspace/workspace.ts'
import { followOwner } from './follow-owner.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const tree = (files: Record<string, string>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)]))

function open(files: Record<string, string>) {
  const workspace = createWorkspace(tree(files))
  const conversation = createConversation()
  const load = vi.fn(() => Promise.resolve({ files: tree(files), turns: [] as const }))
  const follower = followOwner({ workspace, conversation, load })
  return { workspace, conversation, load, follower }
}

describe('a project that is only looked at', () => {
  it('takes over what its owner stored', async () => {
    const { workspace, conversation, load, follower } = open({ a: '1', 'src/b': '2' })
    const seen = vi.fn()
    workspace.onChange(seen)
    const turns = [{ turn: turn({ status: 'done' }), parts: [userPart('hello')] }]
    load.mockResolvedValue({ files: tree({ a: '1', src: 'now a file' }), turns } as never)
    follower.stored()
    await vi.advanceTimersByTimeAsync(0)
    expect(workspace.paths()).toEqual(['a', 'src'])
    expect(workspace.text('src')).toBe('now a file')
    expect(conversation.store.getState().turns).toEqual(turns)
    expect(seen).toHaveBeenCalledOnce()
    expect(seen.mock.calls[0]?.[0]).toMatchObject({ origin: 'restore' })
  })

  it('reads at most once a second, and the last that was stored', async () => {
    const { load, follower } = open({ a: '1' })
    for (let i = 0; i < 50; i++) follower.stored()
    await vi.advanceTimersByTimeAsync(0)
    expect(load).toHaveBeenCalledTimes(1)
    follower.stored()
    await vi.advanceTimersByTimeAsync(999)
    expect(load).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(load).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('stays as it is when it cannot be read, and goes on with the next news', async () => {
    const { workspace, load, follower } = open({ a: '1' })
    load.mockRejectedValueOnce(new Failure('not-found', 'There is no such project.'))
    follower.stored()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(workspace.text('a')).toBe('1')
    load.mockResolvedValueOnce({ files: tree({ a: '2' }), turns: [] })
    follower.stored()
    await vi.advanceTimersByTimeAsync(0)
    expect(workspace.text('a')).toBe('2')
  })

  it('changes nothing more once it is closed', async () => {
    const { workspace, load, follower } = open({ a: '1' })
    load.mockResolvedValue({ files: tree({ a: '2' }), turns: [] })
    follower.stored()
    follower.stop()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(workspace.text('a')).toBe('1')
  })
})
