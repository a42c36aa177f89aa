import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createFakeHistory, type FakeHistory } from './fake-history.ts'
import { createTimeline, PAGE } from './timeline.ts'

function withVersions(count: number): FakeHistory {
  const history = createFakeHistory()
  for (let i = 0; i < count; i++) history.add({ type: 'saved', name: `${i + 1}` })
  return history
}

/** A timeline that has read its first page. */
async function opened(history: FakeHistory) {
  const timeline = createTimeline(history)
  await timeline.find(0)
  return timeline
}

describe('the timeline', () => {
  it('says why it could not be read, and reads when asked again', async () => {
    const history = withVersions(3)
    history.refusal = new Failure('storage', 'The disk is gone.')
    const { store, more } = await opened(history)
    expect(store.getState()).toMatchObject({ loading: false, versions: [] })
    expect(store.getState().failure?.message).toBe('The disk is gone.')
    history.refusal = undefined
    await more()
    expect(store.getState().failure).toBeUndefined()
    expect(store.getState().versions).toHaveLength(3)
  })

  it('reads one page, and the next when asked', async () => {
    const history = withVersions(PAGE + 5)
    const timeline = createTimeline(history)
    await timeline.find(PAGE + 5)
    expect(timeline.store.getState().versions).toHaveLength(PAGE)
    expect(timeline.store.getState().complete).toBe(false)
    await timeline.more()
    expect(timeline.store.getState().versions.map(({ number }) => number)).toEqual(
      Array.from({ length: PAGE + 5 }, (_, i) => PAGE + 5 - i),
    )
    expect(timeline.store.getState().complete).toBe(true)
  })

  it('reads nothing more once it has the oldest version', async () => {
    const history = withVersions(2)
    const timeline = await opened(history)
    const { reads } = history
    await timeline.more()
    expect(history.reads).toBe(reads)
  })

  it('puts new versions on top without reading the old ones again', async () => {
    const history = withVersions(PAGE + 5)
    const timeline = createTimeline(history)
    await timeline.find(20)
    const before = timeline.store.getState().versions
    history.add({ type: 'saved', name: 'new' })
    expect((await timeline.find(PAGE + 6))?.number).toBe(PAGE + 6)
    const after = timeline.store.getState().versions
    expect(after).toHaveLength(before.length + 1)
    expect(after[1]).toBe(before[0])
  })

  it('leaves no gap when more versions came than a page holds', async () => {
    const history = withVersions(1)
    const timeline = await opened(history)
    for (let i = 0; i < PAGE + 10; i++) history.add({ type: 'saved', name: 'x' })
    expect((await timeline.find(1))?.number).toBe(1)
    const numbers = timeline.store.getState().versions.map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: PAGE + 11 }, (_, i) => PAGE + 11 - i))
  })

  it('finds an old version by reading on, and says when there is none', async () => {
    const history = withVersions(PAGE * 3)
    const timeline = createTimeline(history)
    expect((await timeline.find(2))?.number).toBe(2)
    expect(await timeline.find(1000)).toBeUndefined()
  })

  it('reads nothing after it was disposed of', async () => {
    const history = withVersions(1)
    const timeline = await opened(history)
    const { reads } = history
    timeline.dispose()
    history.add({ type: 'saved', name: 'later' })
    expect(await timeline.find(2)).toBeUndefined()
    expect(history.reads).toBe(reads)
  })
})
