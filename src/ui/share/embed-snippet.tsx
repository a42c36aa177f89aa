import { useState } from 'react'
import { embedSnippet, type EmbedOptions } from '#share/embed.ts'
import { CopyButton } from '../controls/copy-button.tsx'
import { Field } from '../controls/field.tsx'
import { Select } from '../controls/input.tsx'
import styles from './share-dialog.module.css'

const views = [
  { value: 'both', label: 'Preview and code' },
  { value: 'preview', label: 'Preview' },
  { value: 'code', label: 'Code' },
] as const
const themes = [
  { value: 'system', label: 'As the reader has it' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const heights = [
  { value: '320px', label: 'Small, 320 px high' },
  { value: '480px', label: 'Medium, 480 px high' },
  { value: '640px', label: 'Large, 640 px high' },
] as const

interface EmbedSnippetProps {
  readonly link: string
  /** The project's name, for screen readers of the other page. */
  readonly title: string
}

/** The project as a frame for somebody's documentation. */
export function EmbedSnippet({ link, title }: EmbedSnippetProps) {
  const [options, setOptions] = useState<EmbedOptions>({ theme: 'system', view: 'both' })
  const [height, setHeight] = useState<string>('480px')
  const snippet = embedSnippet({ link, options, title, width: '100%', height })
  return (
    <details className={styles.embed}>
      <summary>Embed in a page</summary>
      <div className={styles.options}>
        <Choice
          label="Shows"
          choices={views}
          value={options.view}
          onChange={(view) => setOptions({ ...options, view })}
        />
        <Choice
          label="Theme"
          choices={themes}
          value={options.theme}
          onChange={(theme) => setOptions({ ...options, theme })}
        />
        <Choice label="Size" choices={heights} value={height} onChange={setHeight} />
      </div>
      <div className={styles.snippet}>
        <code>{snippet}</code>
        <CopyButton size="s" worded text={snippet} what="Snippet" />
      </div>
    </details>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly value: T | (string & {})
  readonly onChange: (value: T) => void
}

function Choice<T extends string>({ label, choices, value, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      {(wires) => (
        <Select
          {...wires}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.target.value)
            if (chosen) onChange(chosen.value)
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
