import { describe, expect, it } from 'vitest'
import type { Conflict } from '#publish/git/merge.ts'
import { encodeText } from '#workspace/workspace.ts'
import { conflictSides } from './conflict-sides.ts'

const conflict = (part: Partial<Conflict>): Conflict => ({
  path: 'a.ts',
  kind: 'content',
  base: undefined,
  ours: undefined,
  theirs: undefined,
  marked: undefined,
  ...part,
})

describe('the sides of a conflict', () => {
  it('share what merged by itself and differ where somebody has to decide', () => {
    const marked =
      'one\n<<<<<<< here\nmine\n=======\ntheirs\nmore\n>>>>>>> origin/main\nmerged\n<<<<<<< here\n=======\nadded\n>>>>>>> origin/main\n'
    expect(conflictSides(conflict({ marked }))).toEqual({
      ours: 'one\nmine\nmerged\n',
      theirs: 'one\ntheirs\nmore\nmerged\nadded\n',
    })
  })

  it('leave lines of equal signs outside of a conflict alone', () => {
    const marked = 'Title\n=======\n<<<<<<< here\na\n=======\nb\n>>>>>>> x\n'
    expect(conflictSides(conflict({ marked }))?.ours).toBe('Title\n=======\na\n')
  })

  it('are the texts themselves where nothing could be merged', () => {
    const sides = conflictSides(
      conflict({ kind: 'both-added', ours: encodeText('a'), theirs: encodeText('b') }),
    )
    expect(sides).toEqual({ ours: 'a', theirs: 'b' })
  })

  it('are none where one side is deleted or is not text', () => {
    expect(conflictSides(conflict({ ours: encodeText('a') }))).toBeUndefined()
    expect(
      conflictSides(conflict({ ours: encodeText('a'), theirs: Uint8Array.of(0, 1) })),
    ).toBeUndefined()
  })
})
