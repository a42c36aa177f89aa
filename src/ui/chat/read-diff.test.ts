import { describe, expect, it } from 'vitest'
import { readDiff } from './read-diff.ts'

describe('reading a unified diff', () => {
  it('numbers removed lines as they were and the others as they are', () => {
    const diff = '--- a\n+++ b\n@@ -4,2 +4,3 @@\n same\n-old\n+new\n+newer\n'
    expect(readDiff(diff)).toEqual([
      { kind: 'same', number: 4, text: 'same' },
      { kind: 'remove', number: 5, text: 'old' },
      { kind: 'add', number: 5, text: 'new' },
      { kind: 'add', number: 6, text: 'newer' },
    ])
  })

  it('marks what lies between two hunks, and drops notes on line ends', () => {
    const diff = '@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n@@ -9 +9 @@\n-c\n+d'
    expect(readDiff(diff).map(({ kind }) => kind)).toEqual([
      ...['remove', 'add', 'gap', 'remove', 'add'],
    ])
  })

  it('keeps lines that look like a header', () => {
    expect(readDiff('@@ -1 +1 @@\n--- x\n+++ y').map(({ text }) => text)).toEqual(['-- x', '++ y'])
  })

  it('is empty for a text without hunks', () => {
    expect(readDiff('no diff')).toEqual([])
  })
})
