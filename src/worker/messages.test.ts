import { expect, it } from 'vitest'
import { isOfflineReady, parsePageMessage } from './messages.ts'

it.each([undefined, null, 'activate', 1, {}, { type: 'delete' }, { type: ['activate'] }, []])(
  'takes nothing from %j',
  (data) => {
    expect(parsePageMessage(data)).toBeUndefined()
    expect(isOfflineReady(data)).toBe(false)
  },
)

it('takes what it knows, and no more of it', () => {
  expect(parsePageMessage({ type: 'activate', more: 1 })).toEqual({ type: 'activate' })
  expect(parsePageMessage({ type: 'complete' })).toEqual({ type: 'complete' })
  expect(isOfflineReady({ type: 'offline-ready' })).toBe(true)
})
