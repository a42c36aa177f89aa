import { FileArchive } from 'lucide-react'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { OutLink } from '../controls/out-link.tsx'
import { SettingRow } from '../controls/setting-row.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { saveSource } from '../publish/download/save-source.ts'
import { openGitHub, tellGitHub } from '../publish/github/github-client.ts'
import { GitHubTokenHelp } from '../publish/github-token-help.tsx'
import { TokenField } from '../publish/token-field.tsx'
import { useToken } from '../publish/use-token.ts'
import { useTask } from '../use-task.ts'
import { gistFiles } from './gist.ts'
import { LinkField } from './link-field.tsx'
import { appAddress, type MadeLink } from './make-link.ts'

interface MadeGist {
  readonly link: string
  /** Where GitHub shows it. */
  readonly url: string
}

/** For a project that no link holds: a gist with a short link, or a zip. */
export function LongLink({ link }: { readonly link: MadeLink }) {
  const session = useSession()
  const token = useToken('github')
  const gist = useTask<MadeGist>()
  const zip = useTask<undefined>()
  const { state } = gist

  const save = () =>
    gist.run(async ({ signal, report }) => {
      const { name } = session.project.getState()
      const files = await gistFiles(name, link.payload, session.workspace.snapshot())
      const github = await openGitHub(token.value ?? '')
      const onProgress = tellGitHub(report)
      const description = `${name} (a Tabsmith project)`
      const { id, url } = await github.createGist({ description, files, signal, onProgress })
      return { link: appAddress(`g/${id}`), url }
    })

  return (
    <>
      <SettingRow
        title="Save as a gist"
        action={
          <Button
            variant="primary"
            busy={gist.running}
            disabled={!token.value || state.name === 'done'}
            onClick={() => void save()}
          >
            Save gist
          </Button>
        }
      >
        A secret gist in your GitHub account: whoever has the link can open it. You can delete it
        there.
      </SettingRow>
      <TokenField
        label="GitHub token"
        token={token}
        help={<GitHubTokenHelp actions={['gist']} />}
      />
      {state.name === 'running' && (
        <TaskLine progress={state.progress} words="Saving the gist…" onCancel={gist.cancel} />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
      {state.name === 'done' && (
        <LinkField
          url={state.value.link}
          hint={
            <>
              Works anywhere. <OutLink href={state.value.url}>Look at the gist</OutLink>
            </>
          }
        />
      )}
      <SettingRow
        title="Download a zip"
        action={
          <Button
            icon={FileArchive}
            busy={zip.running}
            onClick={() => void zip.run(() => saveSource(session).then(() => undefined))}
          >
            Download zip
          </Button>
        }
      >
        Send it as a file. Dropped on the home page of any Tabsmith, it becomes a project.
      </SettingRow>
      {zip.state.name === 'failed' && <FailureNote failure={zip.state.failure} />}
    </>
  )
}
