import { Check, CircleAlert, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { dismissToast, type ToastEntry } from './toasts.ts'
import styles from './toast.module.css'

/** Milliseconds; one that offers a way back stays longer. */
const PLAIN = 5_000
const WITH_ACTION = 10_000

const icons = { plain: Info, ok: Check, bad: CircleAlert } as const

/** Goes away by itself, but never while somebody points at it or has the focus in it. */
export function Toast({ toast }: { readonly toast: ToastEntry }) {
  const { id, tone = 'plain', message, action } = toast
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismissToast(id), action ? WITH_ACTION : PLAIN)
    return () => clearTimeout(timer)
  }, [held, id, action])

  return (
    <li
      className={classes(styles.toast, tone === 'bad' && styles.bad)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon of={icons[tone]} />
      <span className={styles.words}>{message}</span>
      {action && (
        <Button
          size="s"
          onClick={() => {
            dismissToast(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        size="s"
        variant="ghost"
        iconOnly
        icon={X}
        label="Dismiss"
        onClick={() => dismissToast(id)}
      />
    </li>
  )
}
