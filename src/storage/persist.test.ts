import { expect, it } from 'vitest'
import { askToPersist, storageState } from './persist.ts'

const says =
  <T>(value: T) =>
  () =>
    Promise.resolve(value)
const fails = () => Promise.reject(new Error('no'))

it('asks only when storage is not protected already', async () => {
  expect(await askToPersist({ persisted: says(true), persist: fails })).toBe('granted')
  expect(await askToPersist({ persisted: says(false), persist: says(true) })).toBe('granted')
  expect(await askToPersist({ persisted: says(false), persist: says(false) })).toBe('refused')
  expect(await askToPersist({ persisted: says(false), persist: fails })).toBe('refused')
  expect(await askToPersist(undefined)).toBe('unknown')
})

it('tells what the browser tells, and nothing where it does not', async () => {
  const estimate = says({ usage: 5, quota: 10 })
  expect(await storageState({ estimate, persisted: says(false) })).toEqual({
    total: 5,
    quota: 10,
    persistence: 'refused',
  })
  const nothing = { total: undefined, quota: undefined, persistence: 'unknown' }
  expect(await storageState({ estimate: fails, persisted: fails })).toEqual(nothing)
  expect(await storageState(undefined)).toEqual(nothing)
})
