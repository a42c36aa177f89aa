import { page, show, type Source } from './source.ts'

export const webApis: Source = {
  name: 'web APIs: canvas, elements of its own, observers, streams, crypto',
  shows: 'all done',
  files: {
    'index.html': page(
      '/src/main.ts',
      '<div id="app"></div><own-card title="mine">slotted</own-card>',
    ),
    'src/show.ts': show,
    'src/card.ts': `import css from './card.css?inline'
class OwnCard extends HTMLElement {
  static observedAttributes = ['title']
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' })
    root.innerHTML = '<style>' + css + '</style><h3>' + this.title + '</h3><slot></slot>'
  }
}
customElements.define('own-card', OwnCard)
`,
    'src/card.css': 'h3 { color: rgb(0, 128, 128) } :host { display: block; border: 1px solid }\n',
    'src/main.ts': `import './card'
import { done, show } from './show'
const canvas = document.createElement('canvas')
canvas.width = canvas.height = 4
const context = canvas.getContext('2d')!
context.fillStyle = 'red'
context.fillRect(0, 0, 2, 2)
show('canvas', [...context.getImageData(1, 1, 1, 1).data])
show('observer', await new Promise((resolve) => new ResizeObserver(([entry]) => resolve(entry!.contentRect.height >= 0)).observe(document.body)))
show('mutation', await new Promise((resolve) => { new MutationObserver((list) => resolve(list.length)).observe(canvas, { attributes: true }); canvas.id = 'c' }))
show('digest', [...new Uint8Array(await (globalThis.crypto.subtle?.digest('SHA-1', new TextEncoder().encode('a')) ?? new ArrayBuffer(0)))].slice(0, 3))
show('stream', await new Response(new Blob(['zipped']).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text())
show('clone', structuredClone(new Map([[1, new Set([2])]])).get(1)!.has(2))
show('frame', await new Promise((resolve) => requestAnimationFrame(() => resolve('drawn'))))
show('timer', await new Promise((resolve) => setTimeout(resolve, 1, 'fired')))
show('intl', new Intl.NumberFormat('de-DE').format(1234.5))
show('url', new URLSearchParams({ a: 'b c' }).toString())
show('event', new CustomEvent('x', { detail: 3 }).detail)
show('matches', [matchMedia('(min-width: 700px)').matches, matchMedia('print').matches])
show('dialog', (() => { const dialog = document.createElement('dialog'); document.body.append(dialog); dialog.showModal(); const open = dialog.open; dialog.close(); return open })())
const broadcast = new BroadcastChannel('x')
broadcast.close()
show('indexed', typeof indexedDB)
done()
`,
  },
}
