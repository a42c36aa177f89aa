import { ArrowUp, Square } from 'lucide-react'
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { asFailure, type FailureData } from '#failure.ts'
import { useApp, useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Note } from '../controls/note.tsx'
import { openSettings } from '../settings/open.ts'
import { useReadOnly } from '../workbench/read-only.tsx'
import type { Draft } from './draft.ts'
import { UnsavedNote } from './unsaved-note.tsx'
import styles from './composer.module.css'

/**
 * Where the next message is written. Typing is always possible, sending only between turns; neither
 * in a project that another tab owns.
 */
export function Composer({ draft }: { readonly draft: Draft }) {
  const { agent, conversation, project } = useSession()
  const busy = useStore(agent.store, (state) => state.busy)
  const begun = useStore(conversation.store, ({ turns }) => turns.length > 0)
  const scripted = useStore(project, (record) => record.scripted)
  const readOnly = useReadOnly()
  const [unsent, setUnsent] = useState<FailureData>()
  const canSend = !busy && !readOnly && draft.text.trim() !== ''

  const send = async () => {
    const { text } = draft
    if (!canSend) return
    setUnsent(undefined)
    draft.set('')
    try {
      await agent.send(text.trim())
    } catch (error) {
      draft.giveBack(text)
      setUnsent(asFailure(error))
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter and Escape are its own.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape' && busy) {
      event.preventDefault()
      void agent.stop()
    }
  }

  return (
    <div className={styles.dock}>
      <UnsavedNote />
      {unsent && (
        <Note tone="bad" role="alert">
          <p>{unsent.message}</p>
          <p>{unsent.hint ?? 'Nothing was lost, your message is still here.'}</p>
        </Note>
      )}
      <div className={styles.composer}>
        <GrowingArea
          value={draft.text}
          placeholder={
            readOnly ? 'Write in the tab that has the project open' : placeholder(busy, begun)
          }
          disabled={readOnly}
          onChange={draft.set}
          onKeyDown={onKeyDown}
        />
        <div className={styles.foot}>
          <ModelChip scripted={scripted} />
          <span className={styles.grow} />
          {busy && (
            <Button onClick={() => void agent.stop()}>
              <Square className={styles.square} size={12} aria-hidden /> Stop
            </Button>
          )}
          <Button
            iconOnly
            label="Send"
            icon={ArrowUp}
            variant={canSend ? 'primary' : 'default'}
            disabled={!canSend}
            onClick={() => void send()}
          />
        </div>
      </div>
    </div>
  )
}

function placeholder(busy: boolean, begun: boolean): string {
  if (busy) return 'Write what comes next…'
  return begun ? 'Ask for a change…' : 'Describe what to build…'
}

function ModelChip({ scripted }: { readonly scripted: boolean }) {
  const model = useStore(useApp().settings.store, (settings) => settings.model.model)
  if (scripted) return <span className={styles.scripted}>Scripted sample: no model is called.</span>
  return (
    <Chip
      quiet
      opens
      className={styles.model}
      title="Model, key and address"
      onClick={() => openSettings()}
    >
      <span className={styles.name}>{model || 'Choose a model'}</span>
    </Chip>
  )
}

interface AreaProps {
  readonly value: string
  readonly placeholder: string
  readonly disabled: boolean
  readonly onChange: (text: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** As tall as its text; the style sheet sets the least and the most. */
function GrowingArea({ value, placeholder, disabled, onChange, onKeyDown }: AreaProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [value])
  return (
    <textarea
      ref={area}
      className={styles.area}
      rows={1}
      aria-label="Message"
      enterKeyHint="send"
      placeholder={placeholder}
      disabled={disabled}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      onKeyDown={onKeyDown}
    />
  )
}
