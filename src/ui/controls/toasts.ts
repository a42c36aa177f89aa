import { createStore } from 'zustand/vanilla'
import { asFailure } from '#failure.ts'

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface NewToast {
  readonly tone?: 'plain' | 'ok' | 'bad'
  readonly message: string
  readonly action?: ToastAction
}

export interface ToastEntry extends NewToast {
  readonly id: number
}

/** More than these push the oldest out, or they would cover the page. */
const MOST = 3

/** One pile for the whole page; the Toaster shows it. */
export const toasts = createStore<{ readonly pile: readonly ToastEntry[] }>()(() => ({ pile: [] }))

let last = 0

/** Says something that has happened. Gives an id for `dismissToast`. */
export function showToast(toast: NewToast): number {
  const id = ++last
  toasts.setState(({ pile }) => ({ pile: [...pile, { ...toast, id }].slice(-MOST) }))
  return id
}

/** Says what went wrong and what to do; nothing when somebody stopped it. */
export function showFailure(thrown: unknown): void {
  const { kind, message, hint } = asFailure(thrown)
  if (kind === 'aborted') return
  showToast({ tone: 'bad', message: [message, hint].filter(Boolean).join(' ') })
}

export function dismissToast(id: number): void {
  toasts.setState(({ pile }) => ({ pile: pile.filter((toast) => toast.id !== id) }))
}
