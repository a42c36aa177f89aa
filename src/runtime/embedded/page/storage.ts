/** localStorage and sessionStorage for a document that has none (its origin is opaque). */

/** As in browsers: keys and values together, in UTF-16 units. */
export const QUOTA = 5 * 1024 * 1024

/** `value` null removes, `key` null clears. */
export type StorageChanged = (key: string | null, value: string | null) => void

export function createStorage(
  kept: Readonly<Record<string, string>>,
  onChange: StorageChanged,
): Storage {
  const items = new Map(Object.entries(kept))
  let size = 0
  for (const [key, value] of items) size += key.length + value.length

  function setItem(key: string, value: string): void {
    const before = items.get(key)
    const grown = size + value.length - (before === undefined ? -key.length : before.length)
    if (grown > QUOTA) {
      throw new DOMException(`Setting '${key}' exceeds the quota of 5 MB.`, 'QuotaExceededError')
    }
    if (before === value) return
    size = grown
    items.set(key, value)
    onChange(key, value)
  }

  function removeItem(key: string): void {
    const before = items.get(key)
    if (before === undefined) return
    size -= key.length + before.length
    items.delete(key)
    onChange(key, null)
  }

  // Whatever comes as key or value counts as text, as in the real one.
  const methods = {
    getItem: (key: unknown) => items.get(String(key)) ?? null,
    setItem: (key: unknown, value: unknown) => setItem(String(key), String(value)),
    removeItem: (key: unknown) => removeItem(String(key)),
    key: (n: unknown) => [...items.keys()][Math.trunc(Number(n)) || 0] ?? null,
    clear: () => {
      if (items.size === 0) return
      items.clear()
      size = 0
      onChange(null, null)
    },
    get length() {
      return items.size
    },
    get [Symbol.toStringTag]() {
      return 'Storage'
    },
  }

  const storage: object = new Proxy(methods, {
    get: (target, name): unknown =>
      name in target || typeof name === 'symbol' ? Reflect.get(target, name) : items.get(name),
    set(target, name, value: unknown) {
      if (typeof name === 'symbol') return Reflect.set(target, name, value)
      setItem(name, String(value))
      return true
    },
    defineProperty(target, name, descriptor) {
      if (typeof name === 'symbol') return Reflect.defineProperty(target, name, descriptor)
      setItem(name, String(descriptor.value))
      return true
    },
    deleteProperty(target, name) {
      if (typeof name === 'symbol') return Reflect.deleteProperty(target, name)
      removeItem(name)
      return true
    },
    has: (target, name) => name in target || items.has(String(name)),
    ownKeys: () => [...items.keys()],
    getPrototypeOf: (target) =>
      typeof Storage === 'undefined' ? Reflect.getPrototypeOf(target) : Storage.prototype,
    getOwnPropertyDescriptor(_target, name) {
      const value = typeof name === 'symbol' ? undefined : items.get(name)
      if (value === undefined) return undefined
      return { value, writable: true, enumerable: true, configurable: true }
    },
  })
  return storage as Storage
}

/** `document.cookie`, kept as long as the document. */
export function createCookies(now: () => number): { get(): string; set(cookie: string): void } {
  const jar = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    get() {
      const alive = [...jar].filter(([, { until }]) => until > now())
      return alive.map(([name, { value }]) => (name ? `${name}=${value}` : value)).join('; ')
    },
    set(cookie) {
      const [pair = '', ...attributes] = cookie.split(';')
      const at = pair.indexOf('=')
      const name = pair.slice(0, Math.max(at, 0)).trim()
      let until = Infinity
      for (const attribute of attributes) {
        const [key = '', value = ''] = attribute.split('=').map((part) => part.trim())
        if (/^max-age$/i.test(key)) {
          until = now() + Number(value) * 1000
          break // counts before `expires`
        }
        if (/^expires$/i.test(key)) until = Date.parse(value)
      }
      jar.set(name, {
        value: pair.slice(at + 1).trim(),
        until: Number.isNaN(until) ? Infinity : until,
      })
    },
  }
}
