/** A page that posts more than this in one second does nothing but post. */
const MAX_MESSAGES = 1000
const SECOND = 1000
/** So many beats without an answer, and the page hangs. */
const MISSED_BEATS = 3

/** How often `beat` is called, in milliseconds. */
export const BEAT = 2000

/** Notices a page that hangs and a page that floods us. */
export interface PageWatch {
  /** Something came from the page, whatever it was. */
  message(): void
  /** The page itself spoke, so it does not hang. */
  answered(): void
  /** The page is about to be asked. Counted in beats, not by the clock: a laptop that slept has missed none. */
  beat(): void
  /** Another page comes; it has not been heard yet. */
  reset(): void
}

export interface PageWatchPort {
  onHung(hung: boolean): void
  onFlood(): void
}

export function createPageWatch(
  { onHung, onFlood }: PageWatchPort,
  now: () => number = Date.now,
): PageWatch {
  let heard = false
  let unanswered = 0
  let hung = false
  let windowStart = -Infinity
  let messages = 0

  function setHung(next: boolean): void {
    if (hung === next) return
    hung = next
    onHung(hung)
  }

  return {
    message() {
      const time = now()
      if (time - windowStart >= SECOND) {
        windowStart = time
        messages = 0
      }
      messages++
      if (messages === MAX_MESSAGES + 1) onFlood()
    },
    answered() {
      heard = true
      unanswered = 0
      setHung(false)
    },
    beat() {
      if (!heard) return
      if (unanswered >= MISSED_BEATS) setHung(true)
      unanswered++
    },
    reset() {
      heard = false
      unanswered = 0
      hung = false
      messages = 0
      windowStart = -Infinity
    },
  }
}
