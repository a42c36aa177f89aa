import { Field } from '../../controls/field.tsx'
import { Input } from '../../controls/input.tsx'
import styles from './git.module.css'

export interface SignInValues {
  readonly address: string
  readonly username: string
  readonly password: string
  readonly proxy: string
}

interface SignInFieldsProps {
  readonly values: SignInValues
  readonly onChange: (change: Partial<SignInValues>) => void
  readonly problem: string | undefined
}

/** A repository's address, who one is there, and the way to servers that refuse browsers. */
export function SignInFields({ values, onChange, problem }: SignInFieldsProps) {
  return (
    <>
      <Field label="Repository address" error={problem}>
        {(wires) => (
          <Input
            {...wires}
            mono
            type="url"
            placeholder="https://git.example.com/me/app.git"
            value={values.address}
            onChange={(event) => onChange({ address: event.target.value })}
          />
        )}
      </Field>
      <div className={styles.pair}>
        <Field label="User name">
          {(wires) => (
            <Input
              {...wires}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              value={values.username}
              onChange={(event) => onChange({ username: event.target.value })}
            />
          )}
        </Field>
        <Field label="Token" hint="Kept in this browser for this server. Empty for a public one.">
          {(wires) => (
            <Input
              {...wires}
              mono
              type="password"
              value={values.password}
              onChange={(event) => onChange({ password: event.target.value })}
            />
          )}
        </Field>
      </div>
      <details className={styles.more} open={values.proxy !== ''}>
        <summary>The server refuses browsers (CORS)?</summary>
        <Field
          label="CORS proxy"
          hint="Put before the address. The proxy sees your token and your code: use one of your own."
        >
          {(wires) => (
            <Input
              {...wires}
              mono
              type="url"
              placeholder="https://proxy.example.com/"
              value={values.proxy}
              onChange={(event) => onChange({ proxy: event.target.value })}
            />
          )}
        </Field>
      </details>
    </>
  )
}
