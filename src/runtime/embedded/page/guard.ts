/**
 * How long one turn of the page may run in loops before they are stopped, in
 * milliseconds. Where the browser runs the preview in the workbench's process,
 * an endless loop would take the workbench with it.
 */
const MAX_TURN = 5_000

/** Makes `$g`, which loops call now and then. `nextTurn` calls back when the page has come to itself. */
export function createGuard(now: () => number, nextTurn: (then: () => void) => void): () => void {
  let begun: number | undefined
  return () => {
    const time = now()
    if (begun === undefined) {
      begun = time
      nextTurn(() => (begun = undefined))
    } else if (time - begun > MAX_TURN) {
      // Again at every call, or code that catches it would go on for ever.
      throw new RangeError(
        `A loop kept the page from drawing for more than ${MAX_TURN / 1000} seconds and was stopped`,
      )
    }
  }
}
