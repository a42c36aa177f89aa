import { createSplitter, type Block } from './markdown.ts'
import { codeHtml, proseNodes } from './markdown-html.ts'

/** Text that has been copied: the button says so for this long. In milliseconds. */
const COPIED = 1_500

/** Markdown on the page that grows at its end. Finished blocks are never touched again. */
export interface MarkdownView {
  /** Takes what is new in an array that only grows; shows nothing until `render`. */
  read(chunks: readonly string[]): void
  render(): void
  /** Shows the whole text and ends the growth. */
  finish(text: string): void
}

/** Renders into `container`, which it owns. */
export function createMarkdownView(container: HTMLElement): MarkdownView {
  let splitter = createSplitter()
  let chunksRead = 0
  let received = ''
  let rendered = 0
  let open: OpenBlock | undefined
  let finished: string | undefined

  function append(text: string) {
    splitter.append(text)
    received += text
  }

  function show(block: Block) {
    open ??= createOpenBlock(container, block)
    if (open.kind !== block.kind) {
      open.remove()
      open = createOpenBlock(container, block)
    }
    open.update(block)
  }

  function render() {
    for (; rendered < splitter.settled.length; rendered++) {
      const block = splitter.settled[rendered]
      if (block) show(block)
      open = undefined
    }
    const block = splitter.open()
    if (block) show(block)
  }

  return {
    read(chunks) {
      append(chunks.slice(chunksRead).join(''))
      chunksRead = chunks.length
    },
    render,
    finish(text) {
      if (finished === text) return
      // What streamed is the head of what is stored; otherwise start afresh.
      if (finished !== undefined || !text.startsWith(received)) {
        container.replaceChildren()
        splitter = createSplitter()
        received = ''
        rendered = 0
        open = undefined
      }
      append(text.slice(received.length))
      splitter.end()
      finished = text
      render()
    },
  }
}

interface OpenBlock {
  readonly kind: Block['kind']
  update(block: Block): void
  remove(): void
}

function createOpenBlock(container: HTMLElement, { kind }: Block): OpenBlock {
  const element = document.createElement('div')
  container.append(element)
  const update = kind === 'prose' ? proseUpdater(element) : codeUpdater(element)
  return { kind, update, remove: () => element.remove() }
}

function proseUpdater(element: HTMLElement) {
  let shown = ''
  return (block: Block) => {
    if (block.kind !== 'prose' || block.source === shown) return
    shown = block.source
    element.replaceChildren(proseNodes(shown))
  }
}

/** Code grows by text nodes: nothing that stands is parsed or laid out anew. */
function codeUpdater(element: HTMLElement) {
  let shown = 0
  let code: HTMLElement | undefined
  return (block: Block) => {
    if (block.kind !== 'code') return
    if (!code) {
      element.innerHTML = codeHtml('', block.language)
      code = element.querySelector('code') ?? element
    }
    if (block.text.length < shown) {
      code.textContent = ''
      shown = 0
    }
    if (block.text.length > shown) code.append(block.text.slice(shown))
    shown = block.text.length
  }
}

/** For a click anywhere in rendered Markdown: copies the code block whose button was hit. */
export async function copyClickedCode(target: EventTarget): Promise<void> {
  const button = target instanceof Element ? target.closest('figure button') : null
  const code = button?.closest('figure')?.querySelector('code')
  if (!button || !code) return
  const label = await navigator.clipboard.writeText(code.textContent).then(
    () => 'Copied',
    () => 'Copying was refused',
  )
  button.textContent = label
  setTimeout(() => (button.textContent = 'Copy'), COPIED)
}
