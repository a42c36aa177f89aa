import { expect, it, vi } from 'vitest'
import { loadChunk } from './load-chunk.ts'

interface Vue {
  readonly createVue: string
}

const module: Vue = { createVue: 'made' }
type Import = (address: string) => Promise<unknown>

const failed = (address: string) =>
  new TypeError(`Failed to fetch dynamically imported module: ${address}`)

it('asks for what could not be fetched by an address that was not used yet', async () => {
  const address = 'https://app.example/assets/vue-1.js'
  const load = vi.fn(() => Promise.reject<Vue>(failed(address)))
  const importAt = vi.fn<Import>().mockRejectedValueOnce(failed(`${address}?again=1`))
  await expect(loadChunk(load, 'createVue', importAt)).rejects.toThrow(failed(address).message)
  importAt.mockResolvedValueOnce(module)
  await expect(loadChunk(load, 'createVue', importAt)).resolves.toBe(module)
  expect(importAt.mock.calls).toEqual([[`${address}?again=1`], [`${address}?again=2`]])
})

it('takes CommonJS for what it exports, and a file of many modules for none', async () => {
  const error = failed('https://app.example/assets/vue-2.js')
  const load = vi.fn(() => Promise.reject<Vue>(error))
  const importAt = vi.fn<Import>().mockResolvedValueOnce({ default: module })
  await expect(loadChunk(load, 'createVue', importAt)).resolves.toBe(module)
  importAt.mockResolvedValueOnce({ t: module, n: {} })
  await expect(loadChunk(load, 'createVue', importAt)).rejects.toBe(error)
})

it.each([
  new Error('a module that throws while it runs'),
  new TypeError('Importing a module script failed.'), // Safari
])('passes on errors that name no address: %s', async (error) => {
  const importAt = vi.fn<Import>()
  const load = () => Promise.reject<Vue>(error)
  await expect(loadChunk(load, 'createVue', importAt)).rejects.toBe(error)
  expect(importAt).not.toHaveBeenCalled()
})

it('gives what was loaded', async () => {
  await expect(loadChunk(() => Promise.resolve(module), 'createVue')).resolves.toBe(module)
})
