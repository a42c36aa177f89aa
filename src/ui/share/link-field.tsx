import type { ReactNode } from 'react'
import { CopyButton } from '../controls/copy-button.tsx'
import { Field } from '../controls/field.tsx'
import { Input } from '../controls/input.tsx'
import styles from './share-dialog.module.css'

interface LinkFieldProps {
  readonly url: string
  readonly hint: ReactNode
}

/** A link to be copied. */
export function LinkField({ url, hint }: LinkFieldProps) {
  return (
    <Field label="Link" hint={hint}>
      {(wires) => (
        <div className={styles.entry}>
          <Input
            {...wires}
            mono
            readOnly
            className={styles.address}
            value={url}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton worded variant="primary" text={url} what="Link" />
        </div>
      )}
    </Field>
  )
}
