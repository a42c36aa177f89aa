const BEAT_MS = 5_000

/**
 * Calls `onDead` once when `beat` stays unanswered for `maxMissed` beats of five
 * seconds in a row. A rejection is an answer, too. Gives what ends it.
 */
export function startHeartbeat(
  beat: () => Promise<unknown>,
  maxMissed: number,
  onDead: () => void,
): () => void {
  let waiting = false
  let missed = 0

  const timer = setInterval(() => {
    if (waiting) {
      // Counted in ticks, not by the clock: a laptop that slept has missed none.
      missed++
      if (missed < maxMissed) return
      clearInterval(timer)
      onDead()
      return
    }
    waiting = true
    missed = 0
    const answered = () => {
      waiting = false
    }
    beat().then(answered, answered)
  }, BEAT_MS)
  return () => clearInterval(timer)
}
