import { expect, it, vi } from 'vitest'
import { inLanes } from './lanes.ts'

it('works on so many items at a time, and on all of them', async () => {
  const seen: number[] = []
  let running = 0
  let most = 0
  await inLanes([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running -= 1
    seen.push(item)
  })
  expect(seen).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(2)
})

it('begins nothing more once one has failed', async () => {
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = inLanes([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item)
    if (item === 2) throw new Error('refused')
    await new Promise<void>((resolve) => ends.push(resolve))
  })
  await expect(all).rejects.toThrow('refused')
  ends.forEach((end) => end())
  await vi.waitFor(() => expect(begun).toEqual([1, 2]))
})
