/**
 * Does `work` for each item, `count` of them at a time, in their order. Rejects
 * with what the first failing one rejects with, and begins no further item.
 */
export async function inLanes<T>(
  items: Iterable<T>,
  count: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  let failed = false

  async function lane(): Promise<void> {
    for (let next = queue.next(); !next.done && !failed; next = queue.next()) {
      try {
        await work(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }

  await Promise.all(Array.from({ length: count }, lane))
}
