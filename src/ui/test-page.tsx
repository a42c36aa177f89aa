import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import type { App } from '#projects/app.ts'
import { AppContext } from './context.ts'

// React asks for this before it lets `act` work.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** Does something and lets React finish what follows from it. */
const acting = (work: () => void) =>
  act(() => {
    work()
    return Promise.resolve()
  })

let mounted: { root: Root; host: HTMLElement } | undefined

/** Shows `content` in the test's document, in the place of what was shown before. */
export async function render(app: App, content: ReactNode): Promise<void> {
  await unmount()
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  mounted = { root, host }
  await acting(() => root.render(<AppContext value={app}>{content}</AppContext>))
}

export async function unmount(): Promise<void> {
  if (!mounted) return
  const { root, host } = mounted
  mounted = undefined
  await acting(() => root.unmount())
  host.remove()
}

const elements = <T extends HTMLElement>(selector: string) => [
  ...document.querySelectorAll<T>(selector),
]

/** The first button with exactly these words or this label. Throws when there is none. */
export function button(name: string): HTMLButtonElement {
  const found = elements<HTMLButtonElement>('button').find(
    (element) => (element.getAttribute('aria-label') ?? element.textContent.trim()) === name,
  )
  if (!found) throw new Error(`No button is called "${name}".`)
  return found
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** The field with this label. Throws when there is none. */
export function field(name: string): Control {
  const label = elements<HTMLLabelElement>('label').find(
    (element) => element.textContent.trim() === name,
  )
  const found = elements<Control>('input, textarea, select').find((element) =>
    label ? element.id === label.htmlFor : element.getAttribute('aria-label') === name,
  )
  if (!found) throw new Error(`No field is called "${name}".`)
  return found
}

export async function press(element: HTMLElement): Promise<void> {
  await acting(() => element.click())
}

/** Waits, with React at work, until `expectation` no longer throws. */
export async function settle(expectation: () => void): Promise<void> {
  await act(() => vi.waitFor(expectation))
}

/** Replaces what stands in a field, as typing or choosing does. */
export async function fill(element: Control, value: string): Promise<void> {
  // React listens to the prototype's setter, not to its own override.
  const prototype: unknown = Object.getPrototypeOf(element)
  const setter = Object.getOwnPropertyDescriptor(prototype, 'value')?.set
  await acting(() => {
    setter?.call(element, value)
    const type = element instanceof HTMLSelectElement ? 'change' : 'input'
    element.dispatchEvent(new Event(type, { bubbles: true }))
  })
}
