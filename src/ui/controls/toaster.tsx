import { useStore } from 'zustand'
import { Toast } from './toast.tsx'
import { toasts } from './toasts.ts'
import styles from './toaster.module.css'

/** Where toasts appear. One on the page; it stays there empty, or nothing would be announced. */
export function Toaster() {
  const pile = useStore(toasts, (state) => state.pile)
  return (
    // Said although a status is polite: an open dialog hides from screen readers what has no such mark.
    <div className={styles.toaster} role="status" aria-live="polite" aria-label="Notifications">
      <ul className={styles.list}>
        {pile.map((toast) => (
          <Toast key={toast.id} toast={toast} />
        ))}
      </ul>
    </div>
  )
}
