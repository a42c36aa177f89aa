import { expect, it } from 'vitest'
import { copiedRecord, newRecord } from './new-record.ts'

it('does not give a copy the place that its original is published at', () => {
  const place = { owner: 'me', repo: 'shop', branch: 'main', head: 'a'.repeat(40) }
  const original = newRecord(
    { randomId: () => 'original', now: () => 1 },
    { name: 'Shop', template: 'react-ts', published: { github: place } },
  )
  const copy = copiedRecord(original, { id: 'copy', name: 'Shop copy' }, 2)
  expect(original.published).toBeDefined()
  expect(copy.published).toBeUndefined()
  expect(copy).toMatchObject({ id: 'copy', name: 'Shop copy', template: 'react-ts', createdAt: 2 })
})
