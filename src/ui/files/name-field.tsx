import { useRef, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'
import styles from './files-panel.module.css'

interface NameFieldProps {
  /** The accessible name, such as "New file". */
  readonly label: string
  readonly initial: string
  readonly placeholder?: string
  /** Does it; throws a Failure when the name will not do. */
  readonly onName: (name: string) => void
  readonly onCancel: () => void
}

/** A name typed in its place in the tree. Enter and leaving it accept, Escape gives up; a refusal is said below. */
export function NameField({ label, initial, placeholder, onName, onCancel }: NameFieldProps) {
  const [refusal, setRefusal] = useState<Failure>()
  const done = useRef(false)

  function accept(name: string, leaving: boolean): void {
    if (done.current) return
    if (name.trim() === '' || name === initial) {
      done.current = true
      onCancel()
      return
    }
    try {
      onName(name)
      done.current = true
    } catch (thrown) {
      if (leaving) onCancel()
      else setRefusal(asFailure(thrown))
    }
  }

  return (
    <span className={styles.naming}>
      <input
        className={styles.nameInput}
        aria-label={label}
        aria-invalid={refusal !== undefined}
        defaultValue={initial}
        placeholder={placeholder}
        autoFocus
        spellCheck={false}
        onFocus={({ currentTarget }) => {
          const dot = initial.lastIndexOf('.')
          currentTarget.setSelectionRange(0, dot > 0 ? dot : initial.length)
        }}
        onChange={() => setRefusal(undefined)}
        onBlur={({ currentTarget, relatedTarget }) => {
          // A closing menu gives the focus back to its button: that is not leaving.
          if (relatedTarget?.ariaHasPopup === 'menu') currentTarget.focus()
          else accept(currentTarget.value, true)
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') accept(event.currentTarget.value, false)
          if (event.key !== 'Escape') return
          done.current = true
          onCancel()
        }}
      />
      {refusal && (
        <span className={styles.refusal} role="alert">
          {refusal.message} {refusal.hint}
        </span>
      )}
    </span>
  )
}
