/** Where a scroll container stands. All in pixels. */
export interface ScrollPlace {
  readonly top: number
  /** Of the whole content. */
  readonly height: number
  /** Of what is seen of it. */
  readonly viewport: number
}

/** Coming down, this near to the end counts as having reached it. */
const NEAR = 48
/** Fractions of a pixel and rounding. */
const TOUCHING = 4

/**
 * Whether the list keeps to its end after a scroll. Only going up lets go of
 * it: content that grows below the reader moves the end away without anyone
 * having scrolled.
 */
export function followsAfter(follows: boolean, topBefore: number, now: ScrollPlace): boolean {
  const distance = now.height - now.viewport - now.top
  const wentUp = now.top < topBefore - 1
  return wentUp ? distance <= TOUCHING : follows || distance <= NEAR
}

export interface Follower {
  toEnd(): void
  stop(): void
}

/** Keeps a list at its end while it grows, unless the reader went up: then `onAway` is told. */
export function keepAtEnd(
  scroller: HTMLElement,
  content: HTMLElement,
  onAway: (away: boolean) => void,
): Follower {
  let follows = true
  let top = scroller.scrollTop

  const pin = () => {
    if (follows) scroller.scrollTop = scroller.scrollHeight
  }
  const onScroll = () => {
    const now = {
      top: scroller.scrollTop,
      height: scroller.scrollHeight,
      viewport: scroller.clientHeight,
    }
    follows = followsAfter(follows, top, now)
    top = now.top
    onAway(!follows)
  }

  const observer = new ResizeObserver(pin)
  observer.observe(scroller)
  observer.observe(content)
  scroller.addEventListener('scroll', onScroll, { passive: true })
  return {
    toEnd() {
      follows = true
      onAway(false)
      pin()
    },
    stop() {
      observer.disconnect()
      scroller.removeEventListener('scroll', onScroll)
    },
  }
}
