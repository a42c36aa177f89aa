/** `fetch` and XMLHttpRequest of the app's own host, answered as its dev server would. */
import type { PageFiles } from './files.ts'

type View = Window & typeof globalThis

export function serveFetch(view: View, files: PageFiles): void {
  const fetchOutside = view.fetch.bind(view)

  view.fetch = async (input, init) => {
    const isRequest = input instanceof view.Request
    const address = isRequest ? input.url : String(input)
    const path = files.pathOf(address)
    if (path === undefined) return fetchOutside(input, init)
    const signal = init?.signal ?? (isRequest ? input.signal : undefined)
    signal?.throwIfAborted()
    const method = (init?.method ?? (isRequest ? input.method : 'GET')).toUpperCase()
    const file = isRead(method) ? await files.read(path) : ({ ok: false } as const)
    signal?.throwIfAborted()
    const response = file.ok
      ? new view.Response(method === 'HEAD' ? null : new Uint8Array(file.bytes), {
          headers: { 'Content-Type': file.mime, 'Content-Length': String(file.bytes.length) },
        })
      : new view.Response(`${method} ${path} is no file of this project`, {
          status: 404,
          statusText: 'Not Found',
          headers: { 'Content-Type': 'text/plain' },
        })
    Object.defineProperty(response, 'url', { value: new URL(address, view.document.baseURI).href })
    return response
  }

  view.XMLHttpRequest = requestClass(view, files)
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** A request of the own host loads a blob with the file's bytes, so that all the rest is the browser's. */
function requestClass(view: View, files: PageFiles): typeof XMLHttpRequest {
  return class extends view.XMLHttpRequest {
    #path: string | undefined
    #method = 'GET'
    #isSent = false

    override open(
      method: string,
      url: string | URL,
      async = true,
      ...login: (string | null)[]
    ): void {
      this.#path = files.pathOf(String(url))
      this.#method = method.toUpperCase()
      this.#isSent = false
      if (this.#path !== undefined && !async) {
        throw new view.DOMException(
          'A preview cannot wait for its own files synchronously: use fetch.',
          'NotSupportedError',
        )
      }
      super.open(method, url, async, ...login)
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      const path = this.#path
      if (path === undefined) {
        super.send(body)
        return
      }
      this.#isSent = true
      void this.#answer(path)
    }

    override abort(): void {
      this.#isSent = false
      super.abort()
    }

    async #answer(path: string): Promise<void> {
      const file = isRead(this.#method) ? await files.read(path) : ({ ok: false } as const)
      if (!this.#isSent) return // aborted, or opened anew
      const bytes = file.ok ? new Uint8Array(file.bytes) : new Uint8Array()
      const blob = new Blob([bytes], { type: file.ok ? file.mime : 'text/plain' })
      const address = URL.createObjectURL(blob)
      this.addEventListener('loadend', () => URL.revokeObjectURL(address), { once: true })
      super.open('GET', address, true)
      if (!file.ok) {
        Object.defineProperty(this, 'status', { get: () => (this.readyState < 2 ? 0 : 404) })
      }
      super.send()
    }
  }
}
