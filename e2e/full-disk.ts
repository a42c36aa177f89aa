import type { Page } from '@playwright/test'

/**
 * From now on the browser refuses to store a record in any of these object stores, as on a full
 * disk. Resolves with what makes room again.
 */
export async function fillDisk(
  page: Page,
  stores: readonly string[],
): Promise<() => Promise<void>> {
  const put = await page.evaluateHandle((full) => {
    const original = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...record) {
      if (full.includes(this.name)) {
        throw new DOMException('The disk is full.', 'QuotaExceededError')
      }
      return (original?.value as IDBObjectStore['put']).apply(this, record)
    }
    return original ?? {}
  }, stores)
  return () =>
    put.evaluate((original) => {
      Object.defineProperty(IDBObjectStore.prototype, 'put', original)
    })
}
