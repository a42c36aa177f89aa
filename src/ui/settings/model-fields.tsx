import { ExternalLink, ShieldCheck } from 'lucide-react'
import { useId, useState } from 'react'
import { providerOf, providers } from '#models/catalogue.ts'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { Icon } from '../controls/icon.tsx'
import { Input, Select } from '../controls/input.tsx'
import type { ModelForm } from './use-model-form.ts'
import styles from './settings.module.css'

interface ModelFieldsProps {
  readonly form: ModelForm
  /** Begin in the key field: that is what the dialog was opened for. */
  readonly askForKey: boolean
}

/** Which model is called, where, and with which key. */
export function ModelFields({ form, askForKey }: ModelFieldsProps) {
  const { values } = form
  const provider = providerOf(values.provider)
  const suggestions = useId()
  return (
    <>
      <div className={styles.pair}>
        <Field label="Provider">
          {(wires) => (
            <Select
              {...wires}
              value={values.provider}
              onChange={(event) => {
                const chosen = providers.find(({ id }) => id === event.target.value)
                if (chosen) form.setProvider(chosen.id)
              }}
            >
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Model">
          {(wires) => (
            <>
              <Input
                {...wires}
                mono
                list={suggestions}
                placeholder="The model's name"
                value={values.model}
                onChange={(event) => form.setModel(event.target.value)}
              />
              <datalist id={suggestions}>
                {provider.models.map((model) => (
                  <option key={model} value={model} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      <KeyField form={form} askForKey={askForKey} />
      <Field
        label="Base URL"
        error={form.baseURLProblem}
        hint={
          form.baseURLWarning === undefined ? undefined : (
            <span className={styles.warning}>{form.baseURLWarning}</span>
          )
        }
      >
        {(wires) => (
          <Input
            {...wires}
            mono
            type="url"
            placeholder="https://example.com/v1"
            value={values.baseURL}
            onChange={(event) => form.setBaseURL(event.target.value)}
            onBlur={form.judgeBaseURL}
          />
        )}
      </Field>
      <p className={styles.safety}>
        <Icon of={ShieldCheck} size={14} />
        <span>
          Your key is kept unencrypted in a store of its own in this browser, one for each address,
          and is sent only to the address above. This page runs no code but Tabsmith&rsquo;s, and
          the apps you build run on another origin, where they cannot read it. Use a key with a
          spending limit.
        </span>
      </p>
    </>
  )
}

function KeyField({ form, askForKey }: ModelFieldsProps) {
  const [shown, setShown] = useState(false)
  const { needsKey, keyURL } = providerOf(form.values.provider)
  return (
    <Field
      label="API key"
      hint={
        keyURL === undefined ? (
          needsKey ? undefined : (
            'Leave it empty if the server asks for none.'
          )
        ) : (
          <a href={keyURL} target="_blank" rel="noreferrer" className={styles.keyLink}>
            Make one at {new URL(keyURL).hostname} <Icon of={ExternalLink} size={14} />
          </a>
        )
      }
    >
      {(wires) => (
        <Input
          {...wires}
          autoFocus={askForKey}
          mono
          type={shown ? 'text' : 'password'}
          value={form.values.apiKey}
          onChange={(event) => form.setApiKey(event.target.value)}
          trailing={
            <Button variant="ghost" size="s" onClick={() => setShown(!shown)}>
              {shown ? 'Hide' : 'Show'}
            </Button>
          }
        />
      )}
    </Field>
  )
}
