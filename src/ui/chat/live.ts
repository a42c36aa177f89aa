import type { StoreApi } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { LivePart } from '#agent/conversation.ts'
import { useSession } from '../context.ts'

type Live = StoreApi<{ readonly part: LivePart | undefined }>

/** Of the part that streams now. Give a selector whose answer changes seldom. */
export function useLive<T>(select: (part: LivePart | undefined) => T): T {
  return useStore(useSession().conversation.live, ({ part }) => select(part))
}

/** Calls `show` at once and then at most once a frame while the part grows. Returns what ends it. */
export function followLive(live: Live, partId: string, show: (part: LivePart) => void) {
  let frame = 0
  const draw = () => {
    frame = 0
    const { part } = live.getState()
    if (part?.partId === partId) show(part)
  }
  const stop = live.subscribe(() => {
    frame ||= requestAnimationFrame(draw)
  })
  draw()
  return () => {
    stop()
    cancelAnimationFrame(frame)
  }
}
