import { describe, expect, it } from 'vitest'
import { byteSize } from '../byte-size.ts'
import { relativeTime } from './relative-time.ts'
import { templateName } from './template-name.ts'

describe('relativeTime', () => {
  const now = new Date(2026, 5, 15, 12).getTime()
  it.each([
    [new Date(2026, 5, 15, 11, 59, 40), 'Just now'],
    [new Date(2026, 5, 15, 11, 48), '12 minutes ago'],
    [new Date(2026, 5, 15, 9), '3 hours ago'],
    [new Date(2026, 5, 14, 23), 'Yesterday'],
    [new Date(2026, 5, 12), '3 days ago'],
    [new Date(2026, 1, 3), '3 Feb'],
    [new Date(2025, 1, 3), '3 Feb 2025'],
    [new Date(2026, 5, 16), 'Just now'],
  ])('%s is "%s"', (time, words) => {
    expect(relativeTime(time.getTime(), now)).toBe(words)
  })
})

describe('templateName', () => {
  const templates = [{ id: 'react-ts', name: 'React', description: '' }]
  it.each([
    ['react-ts', 'React'],
    ['imported', 'Imported'],
    ['gone-ts', 'gone-ts'],
  ])('%s is "%s"', (id, words) => {
    expect(templateName(templates, id)).toBe(words)
  })
})

describe('byteSize', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [18_400_000, '18.4 MB'],
    [2_000_000_000, '2 GB'],
    [120_600, '121 KB'],
  ])('%d is %s', (bytes, words) => {
    expect(byteSize(bytes)).toBe(words)
  })
})
