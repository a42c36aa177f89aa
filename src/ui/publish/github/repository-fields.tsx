import { useId } from 'react'
import type { Repository } from '#publish/github/github.ts'
import { Check } from '../../controls/check.tsx'
import { Field } from '../../controls/field.tsx'
import { Input } from '../../controls/input.tsx'
import { Segmented } from '../../controls/segmented.tsx'
import type { PushForm } from './use-push-form.ts'
import styles from './github.module.css'

const kinds = [
  { value: 'new', label: 'New repository' },
  { value: 'existing', label: 'Existing one' },
] as const

interface RepositoryFieldsProps {
  readonly form: PushForm
  /** Those to choose from. */
  readonly repositories: readonly Repository[]
}

/** Where to push: a new or an existing repository, the branch, and the commit's message. */
export function RepositoryFields({ form, repositories }: RepositoryFieldsProps) {
  const { values, change } = form
  const list = useId()
  return (
    <>
      <Segmented
        label="Repository"
        className={styles.kinds}
        choices={kinds}
        value={values.kind}
        onChange={(kind) => change({ kind })}
      />
      {values.kind === 'new' ? (
        <>
          <Field label="Name" error={form.problems.name}>
            {(wires) => (
              <Input
                {...wires}
                mono
                value={values.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <Check checked={values.private} onChange={(next) => change({ private: next })}>
            Private: only you and those you invite can see it
          </Check>
        </>
      ) : (
        <Field label="Repository address" error={form.problems.address}>
          {(wires) => (
            <>
              <Input
                {...wires}
                mono
                list={list}
                placeholder="owner/name"
                value={values.address}
                onChange={(event) => {
                  const address = event.target.value
                  const chosen = repositories.find((one) => fullName(one) === address)
                  change({ address, ...(chosen && { branch: chosen.defaultBranch }) })
                }}
              />
              <datalist id={list}>
                {repositories.map((one) => (
                  <option key={fullName(one)} value={fullName(one)} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
      <div className={styles.pair}>
        <Field label="Branch" error={form.problems.branch}>
          {(wires) => (
            <Input
              {...wires}
              mono
              value={values.branch}
              onChange={(event) => change({ branch: event.target.value })}
            />
          )}
        </Field>
        <Field label="Message" error={form.problems.message}>
          {(wires) => (
            <Input
              {...wires}
              value={values.message}
              onChange={(event) => change({ message: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  )
}

function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`
}
