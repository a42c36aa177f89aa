import { describe, expect, it } from 'vitest'
import { createFakeHistory } from './fake-history.ts'
import { versionTitle } from './version-words.ts'

const history = createFakeHistory()
const known = [history.add({ type: 'start' }), history.add({ type: 'saved', name: 'First' })]

const restored = (from: string, ...paths: string[]) =>
  versionTitle(
    { type: 'restored', from, paths: paths.length ? paths : undefined, turns: 0, rewound: [] },
    known,
  )

describe('the words for a version', () => {
  it('name the version that was restored by its number', () => {
    expect(restored('v2')).toBe('Restored version 2')
  })

  it('do without the number when that version was not read', () => {
    expect(restored('elsewhere')).toBe('Restored an earlier version')
  })

  it('say which files came back when not all did', () => {
    expect(restored('v1', 'src/App.tsx')).toBe('Restored App.tsx from version 1')
    expect(restored('v1', 'a', 'b', 'c')).toBe('Restored 3 files from version 1')
  })

  it('are never empty', () => {
    expect(versionTitle({ type: 'turn', turnId: 't', title: '' }, [])).not.toBe('')
  })
})
