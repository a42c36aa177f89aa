import { beforeEach, describe, expect, it } from 'vitest'
import { createWorkspace, decodeText, encodeText, type Workspace } from '#workspace/workspace.ts'
import { followChanges, type Changes, type PendingChanges } from './pending-changes.ts'

let workspace: Workspace
let pending: PendingChanges

beforeEach(() => {
  workspace = createWorkspace(new Map([['a', encodeText('a0')]]))
  pending = followChanges(workspace)
})

const write = (path: string, text: string) =>
  workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'user')
const told = (changes: Changes) =>
  [...changes].map(([path, { before, after }]) =>
    [path, before && decodeText(before), after && decodeText(after)].join(' '),
  )

describe('what is in no version yet', () => {
  it('is the first and the last of each file, and nothing of what came back', () => {
    write('a', 'a1')
    write('a', 'a2')
    write('b', 'b1')
    workspace.apply([{ type: 'delete', path: 'b' }], 'user')
    expect(told(pending.peek())).toEqual(['a a0 a2'])
    expect(told(pending.take())).toEqual(['a a0 a2'])
    expect(pending.any()).toBe(false)
  })

  it('can be taken up to a mark, also when something took it all before', () => {
    write('a', 'a1')
    const first = pending.mark()
    write('a', 'a2')
    const second = pending.mark()
    write('a', 'a3')
    expect(told(pending.take(first))).toEqual(['a a0 a1'])
    expect(told(pending.take())).toEqual(['a a1 a3'])
    expect(told(pending.take(second))).toEqual([])
    write('a', 'a4')
    expect(told(pending.take())).toEqual(['a a3 a4'])
  })

  it('begins with what was given back', () => {
    write('a', 'a1')
    const failed = pending.take(pending.mark())
    write('a', 'a2')
    pending.putBack(failed)
    expect(told(pending.take())).toEqual(['a a0 a2'])
    pending.putBack(failed)
    workspace.apply([{ type: 'write', path: 'a', bytes: encodeText('a0') }], 'user')
    expect(told(pending.take(pending.mark()))).toEqual([])
  })

  it('holds what listeners make of a change that is apart, but not that one', () => {
    workspace.onChange(() => {
      if (!workspace.has('log')) write('log', 'seen')
    })
    const changes = pending.apart(() => write('a', 'a1'))
    expect(told(changes)).toEqual(['a a0 a1'])
    expect(told(pending.take())).toEqual(['log  seen'])
    expect(pending.apart(() => write('a', 'a1')).size).toBe(0)
    write('a', 'a2')
    expect(told(pending.take())).toEqual(['a a1 a2'])
  })

  it('ends when it is stopped', () => {
    pending.stop()
    write('a', 'a1')
    expect(pending.any()).toBe(false)
  })
})
