import { createStore } from 'zustand/vanilla'

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

export function dismissToast(id: number): void {
  toasts.setState(({ pile }) => ({ pile: pile.filter((toast) => toast.id !== id) }))
}
