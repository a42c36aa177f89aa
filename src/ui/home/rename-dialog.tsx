import { useState } from 'react'
import { asFailure } from '#failure.ts'
import { cleanName, MAX_NAME } from '#projects/naming.ts'
import type { ProjectRecord } from '#projects/project.ts'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { FormFoot } from '../controls/form-foot.tsx'
import { Input } from '../controls/input.tsx'

export interface RenameDialogProps {
  readonly project: ProjectRecord
  readonly onRename: (name: string) => Promise<void>
  readonly onClose: () => void
}

export function RenameDialog({ project, onRename, onClose }: RenameDialogProps) {
  const [name, setName] = useState(project.name)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function submit() {
    if (cleanName(name) === '') {
      setProblem('A project needs a name.')
      return
    }
    setBusy(true)
    try {
      await onRename(cleanName(name))
      onClose()
    } catch (error) {
      setProblem(asFailure(error).message)
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      width="s"
      title="Rename project"
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={<FormFoot onCancel={onClose} submit="Rename" busy={busy} />}
    >
      <Field label="Project name" error={problem}>
        {(wires) => (
          <Input
            {...wires}
            autoFocus
            value={name}
            maxLength={MAX_NAME}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setName(event.target.value)
              setProblem(undefined)
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
