import { CircleAlert } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

/** What ties the control to its label and its line of help: spread it on the control. */
export interface FieldWires {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

export interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** Takes the place of the hint and marks the control invalid. */
  readonly error?: string | undefined
  readonly children: (wires: FieldWires) => ReactNode
}

/** A labelled control with a line of help or of complaint. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const line = `${id}-line`
  const described = error !== undefined || hint !== undefined
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described ? line : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error === undefined ? (
        hint !== undefined && (
          <div className={styles.hint} id={line}>
            {hint}
          </div>
        )
      ) : (
        <div className={styles.error} id={line} role="alert">
          <Icon of={CircleAlert} size={14} /> {error}
        </div>
      )}
    </div>
  )
}
