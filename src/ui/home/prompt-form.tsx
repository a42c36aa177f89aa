import { CirclePlay } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { missingSetting } from '#models/settings.ts'
import { nameFromPrompt } from '#projects/naming.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { Kbd } from '../controls/kbd.tsx'
import { RadioTabs } from '../controls/radio-tabs.tsx'
import { SrOnly } from '../controls/sr-only.tsx'
import { openSettings } from '../settings/open.ts'
import { firstDraft, keepDraft, type Draft } from './draft.ts'
import { KeyHint } from './key-hint.tsx'
import { ideas } from './suggestions.ts'
import { templateIcon } from './template-icon.ts'
import { useStart } from './use-start.ts'
import styles from './prompt-form.module.css'

const apple = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The prompt with its template, and the ways to begin. */
export function PromptForm() {
  const app = useApp()
  const settings = useStore(app.settings.store)
  const [first] = useState(() => {
    const ids = app.templates.map(({ id }) => id)
    return firstDraft(location.hash, ids)
  })
  const [draft, setDraft] = useState(first.draft)
  const area = useRef<HTMLTextAreaElement>(null)
  const help = useId()
  const { starting, build, trySample } = useStart()

  const template =
    app.templates.find(({ id }) => id === draft.template)?.id ?? app.templates[0]?.id ?? ''
  const prompt = draft.text.trim()
  const missing = settings.loaded
    ? missingSetting({ ...settings.model, apiKey: settings.apiKey })
    : undefined
  const ready = prompt !== '' && settings.loaded && starting === undefined

  function change(next: Partial<Draft>) {
    const changed = { ...draft, ...next }
    setDraft(changed)
    keepDraft(changed)
  }

  function submit() {
    if (!ready) return
    if (missing) openSettings(`${missing.message} Your description is kept while you add it here.`)
    else void build({ template, name: nameFromPrompt(prompt), prompt })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }

  return (
    <>
      {first.refused && <FailureNote failure={first.refused} />}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <RadioTabs
          label="Template"
          className={styles.templates}
          choices={app.templates.map(({ id, name, description }) => ({
            value: id,
            label: name,
            icon: templateIcon(id),
            title: description,
          }))}
          value={template}
          onChange={(id) => change({ template: id })}
        />
        <div className={styles.prompt}>
          <textarea
            ref={area}
            className={styles.area}
            aria-label="Describe your app"
            placeholder="A habit tracker with a weekly grid and streaks that survive one missed day…"
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
            onKeyDown={onKeyDown}
          />
          <div className={styles.foot}>
            {settings.loaded && settings.model.model !== '' && (
              <Chip
                quiet
                opens
                aria-haspopup="dialog"
                title="Choose another model"
                className={styles.model}
                onClick={() => openSettings()}
              >
                <SrOnly>Model: </SrOnly>
                <span>{settings.model.model}</span>
              </Chip>
            )}
            <span className={styles.key}>
              <Kbd>{apple ? '⌘ ↵' : 'Ctrl ↵'}</Kbd>
            </span>
            <Button
              type="submit"
              variant="primary"
              size="l"
              spark
              busy={starting === 'prompt'}
              disabled={!ready && starting !== 'prompt'}
            >
              Build it
            </Button>
          </div>
          {first.origin === 'link' && draft.text === first.draft.text && draft.text !== '' && (
            <p className={styles.origin}>
              This text came with a link. Read it before you build: nothing has started.
            </p>
          )}
          {missing?.kind === 'auth' && <KeyHint />}
        </div>
      </form>

      <div className={styles.ideas}>
        {ideas.map((idea) => (
          <Chip
            key={idea.label}
            className={styles.idea}
            onClick={() => {
              change({ text: idea.prompt })
              area.current?.focus()
            }}
          >
            {idea.label}
          </Chip>
        ))}
        <Button
          variant="ghost"
          className={styles.sample}
          icon={CirclePlay}
          aria-describedby={help}
          busy={starting === 'sample'}
          disabled={starting === 'prompt'}
          onClick={() => void trySample()}
        >
          Try a scripted sample
        </Button>
      </div>
      <p className={styles.help} id={help}>
        The sample needs no key: it replays a prepared script, and no model is called.
      </p>
    </>
  )
}
