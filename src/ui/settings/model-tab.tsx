import { useState } from 'react'
import { useStore } from 'zustand'
import { asFailure, type Failure } from '#failure.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { DialogContent } from '../controls/dialog.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { Note } from '../controls/note.tsx'
import { showToast } from '../controls/toasts.ts'
import { ConnectionNote } from './connection-note.tsx'
import { ModelFields } from './model-fields.tsx'
import { closeSettings, settingsDialog } from './open.ts'
import { ThemeField } from './theme-field.tsx'
import { useConnectionTest } from './use-connection-test.ts'
import { useModelForm } from './use-model-form.ts'
import styles from './settings.module.css'

/** Which model is called, and how this page looks. */
export function ModelTab() {
  const app = useApp()
  const reason = useStore(settingsDialog, (state) => state.reason)
  const connection = useConnectionTest(app)
  const form = useModelForm(app, connection.forget)
  const [saving, setSaving] = useState(false)
  const [refused, setRefused] = useState<Failure>()

  async function save() {
    const access = form.take()
    if (!access || saving) return
    const { apiKey, ...choice } = access
    setSaving(true)
    try {
      await app.settings.setModel(choice, apiKey)
      closeSettings()
      showToast({ tone: 'ok', message: 'Settings saved' })
    } catch (error) {
      setRefused(asFailure(error))
      setSaving(false)
    }
  }

  function test() {
    const access = form.take()
    if (access) void connection.start(access)
  }

  return (
    <DialogContent
      onSubmit={() => void save()}
      foot={
        <>
          <Button className={styles.test} busy={connection.test.name === 'testing'} onClick={test}>
            Test connection
          </Button>
          <Button variant="ghost" onClick={closeSettings}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={saving} disabled={form.recalling}>
            Save
          </Button>
        </>
      }
    >
      {reason !== undefined && (
        <Note tone="steel">
          <p>{reason}</p>
        </Note>
      )}
      <ModelFields form={form} askForKey={reason !== undefined} />
      <ConnectionNote test={connection.test} />
      {refused && <FailureNote failure={refused} />}
      <ThemeField />
    </DialogContent>
  )
}
