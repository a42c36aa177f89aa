// @vitest-environment happy-dom
import { expect, describe, it, vi } from 'vitest'
import { copyClickedCode, createMarkdownView } from './markdown-view.ts'

const text = 'First.\n\n```ts\nlet a = 1\nlet b = 2\n```\n\nLast.'

describe('a growing Markdown view', () => {
  it('leaves finished blocks alone while the end grows', () => {
    const container = document.createElement('div')
    const view = createMarkdownView(container)
    const chunks = ['First.\n\n```ts\nlet a']
    view.read(chunks)
    view.render()
    const [first, code] = container.children
    chunks.push(' = 1\nlet b = 2\n')
    view.read(chunks)
    view.render()
    view.finish(text)
    expect([...container.children].slice(0, 2)).toEqual([first, code])
    expect(container.children[0]).toBe(first)
    expect(container.children[1]).toBe(code)
    expect(code?.querySelector('code')?.textContent).toBe('let a = 1\nlet b = 2')
    expect(container.children).toHaveLength(3)
  })

  it('starts afresh when what is stored is not what streamed', () => {
    const container = document.createElement('div')
    const view = createMarkdownView(container)
    view.read(['Long.'])
    view.render()
    view.finish('Short.')
    expect(container.textContent.trim()).toBe('Short.')
  })

  it('copies the code whose button was pressed, and nothing for other clicks', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const container = document.createElement('div')
    createMarkdownView(container).finish(text)
    await copyClickedCode(container)
    expect(writeText).not.toHaveBeenCalled()
    const button = container.querySelector('button')
    if (button) await copyClickedCode(button)
    expect(writeText).toHaveBeenCalledWith('let a = 1\nlet b = 2')
    expect(button?.textContent).toBe('Copied')
  })
})
