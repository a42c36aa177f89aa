import { useState } from 'react'
import { asFailure } from '#failure.ts'
import { parseRepositoryAddress } from '#publish/github/address.ts'
import { useApp } from '../context.ts'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { FormFoot } from '../controls/form-foot.tsx'
import { Input } from '../controls/input.tsx'
import { GitHubTokenHelp } from '../publish/github-token-help.tsx'
import { TokenField } from '../publish/token-field.tsx'
import { useToken } from '../publish/use-token.ts'
import { importFromGitHub } from './github-import.ts'
import { ImportReport } from './import-report.tsx'
import { closeImport } from './open.ts'
import { ImportStatus } from './import-status.tsx'
import { useImport } from './use-import.ts'
import styles from './import.module.css'

/** A repository on GitHub, or a branch or folder of one. */
export function GitHubImport() {
  const app = useApp()
  const token = useToken('github')
  const importing = useImport(closeImport)
  const { task, storing, leave, report, start, show } = importing
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<string>()
  const { running } = task

  function submit() {
    if (running) return
    try {
      const parsed = parseRepositoryAddress(address)
      void start(async (tools) => {
        const { project, skipped } = await importFromGitHub(token.value ?? '', parsed, tools)
        tools.storing(project.files)
        return { id: await app.importProject(project), name: project.name, skipped }
      })
    } catch (error) {
      const { message, hint } = asFailure(error)
      setProblem(hint ?? message)
    }
  }

  if (report) return <ImportReport report={report} onShow={show} />
  return (
    <Dialog
      open
      title="Import from GitHub"
      onClose={leave}
      onSubmit={submit}
      foot={<FormFoot onCancel={storing ? undefined : leave} submit="Import" busy={running} />}
    >
      <Field
        label="Repository"
        hint="An address as in the browser, of a branch or a folder too, or owner/name."
        error={problem}
      >
        {(wires) => (
          <Input
            {...wires}
            autoFocus
            mono
            placeholder="https://github.com/owner/name"
            value={address}
            onChange={(event) => {
              setAddress(event.target.value)
              setProblem(undefined)
            }}
          />
        )}
      </Field>
      <details className={styles.private} open={Boolean(token.value)}>
        <summary>A private repository?</summary>
        <TokenField
          label="GitHub token"
          token={token}
          help={<GitHubTokenHelp actions={['import']} />}
        />
      </details>
      <ImportStatus importing={importing} words="Asking GitHub…" />
    </Dialog>
  )
}
