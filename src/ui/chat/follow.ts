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

/** So long after a wheel, touch, key or drag a scroll is the reader's own. In milliseconds. */
const BY_HAND = 1_500

export interface Scrolled {
  readonly byHand: boolean
  /** Where it stood before. */
  readonly from: number
  readonly to: ScrollPlace
}

/**
 * Whether the list keeps to its end after a scroll. Only a reader who goes up
 * lets go of it: content that shrinks moves the list up by itself, content
 * that grows moves the end away.
 */
export function followsAfter(follows: boolean, { byHand, from, to }: Scrolled): boolean {
  const distance = to.height - to.viewport - to.top
  const wentUp = byHand && to.top < from - 1
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
  const stopped = new AbortController()
  const passive = { passive: true, signal: stopped.signal }
  let follows = true
  let top = scroller.scrollTop
  let handAt = -BY_HAND

  const pin = () => {
    if (follows) scroller.scrollTop = scroller.scrollHeight
  }
  const byHand = () => (handAt = performance.now())
  for (const hand of ['wheel', 'touchmove', 'keydown']) {
    scroller.addEventListener(hand, byHand, passive)
  }
  // A press scrolls by the bar or by dragging. One on a button does not: taken for the reader's,
  // a move of the content would bring the way to the end up under the pointer.
  scroller.addEventListener('pointerdown', ({ target }) => target === scroller && byHand(), passive)
  scroller.addEventListener('pointermove', ({ buttons }) => buttons > 0 && byHand(), passive)
  scroller.addEventListener(
    'scroll',
    () => {
      const { scrollTop, scrollHeight: height, clientHeight: viewport } = scroller
      const isByHand = performance.now() - handAt < BY_HAND
      const to = { top: scrollTop, height, viewport }
      follows = followsAfter(follows, { byHand: isByHand, from: top, to })
      top = scrollTop
      onAway(!follows)
    },
    passive,
  )

  const observer = new ResizeObserver(pin)
  observer.observe(scroller)
  observer.observe(content)
  return {
    toEnd() {
      follows = true
      onAway(false)
      pin()
    },
    stop() {
      observer.disconnect()
      stopped.abort()
    },
  }
}
