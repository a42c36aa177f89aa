import { CircleCheck } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { Icon } from '../controls/icon.tsx'
import { Input } from '../controls/input.tsx'
import type { StoredToken } from './use-token.ts'
import styles from './token-field.module.css'

interface TokenFieldProps {
  /** Such as "GitHub token". */
  readonly label: string
  readonly token: StoredToken
  /** Where to make one, and what it must be allowed to do. */
  readonly help: ReactNode
  readonly autoFocus?: boolean
}

/** Takes a token, says when there is one, and forgets it again. Never shows one that is kept. */
export function TokenField({ label, token, help, autoFocus = false }: TokenFieldProps) {
  const [typed, setTyped] = useState('')
  const [replacing, setReplacing] = useState(false)
  const [saving, setSaving] = useState(false)

  async function save(value: string) {
    setSaving(true)
    await token.save(value)
    setSaving(false)
    setTyped('')
    setReplacing(false)
  }

  if (token.value === undefined) return null
  if (token.value !== '' && !replacing) {
    return (
      <div className={styles.kept}>
        <span className={styles.words}>
          <Icon of={CircleCheck} size={14} /> {label} saved
        </span>
        <Button variant="ghost" size="s" onClick={() => setReplacing(true)}>
          Replace
        </Button>
        <Button variant="ghost" size="s" busy={saving} onClick={() => void save('')}>
          Forget
        </Button>
      </div>
    )
  }
  return (
    <Field label={label} hint={help}>
      {(wires) => (
        <div className={styles.entry}>
          <Input
            {...wires}
            mono
            type="password"
            className={styles.input}
            autoFocus={autoFocus || replacing}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault() // not the dialog's own submit
              if (typed.trim() !== '') void save(typed)
            }}
          />
          {replacing && (
            <Button variant="ghost" onClick={() => setReplacing(false)}>
              Cancel
            </Button>
          )}
          <Button busy={saving} disabled={typed.trim() === ''} onClick={() => void save(typed)}>
            Save
          </Button>
        </div>
      )}
    </Field>
  )
}
