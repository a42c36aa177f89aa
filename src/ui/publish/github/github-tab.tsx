import { useStore } from 'zustand'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { OutLink } from '../../controls/out-link.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { GitHubTokenHelp } from '../github-token-help.tsx'
import { TokenField } from '../token-field.tsx'
import { useListing } from '../use-listing.ts'
import { useToken } from '../use-token.ts'
import { listRepositories } from './github-client.ts'
import { PagesRow } from './pages-row.tsx'
import { PushConflict } from './push-conflict.tsx'
import { PushDone } from './push-done.tsx'
import { RepositoryFields } from './repository-fields.tsx'
import { useGitHubPush } from './use-github-push.ts'
import { usePushForm } from './use-push-form.ts'
import styles from '../publish.module.css'

/** The project's source on GitHub, and its built site on GitHub Pages. */
export function GitHubTab({ onLeave }: { readonly onLeave: () => void }) {
  const { project } = useSession()
  const name = useStore(project, (state) => state.name)
  const known = useStore(project, (state) => state.published?.github)
  const token = useToken('github')
  const form = usePushForm(name, known)
  const repositories = useListing(token.value ?? '', listRepositories)
  const push = useGitHubPush(token.value ?? '', form.show)
  const { state, running, cancel } = push.task
  const signedIn = token.value !== undefined && token.value !== ''

  function submit() {
    const plan = running ? undefined : form.take()
    if (plan) void push.start(plan)
  }

  return (
    <DialogContent
      onSubmit={submit}
      foot={
        <Button variant="primary" type="submit" busy={running} disabled={!signedIn}>
          Push
        </Button>
      }
    >
      {known && (
        <p className={styles.place}>
          Published to{' '}
          <OutLink href={`https://github.com/${known.owner}/${known.repo}/tree/${known.branch}`}>
            {known.owner}/{known.repo}
          </OutLink>
          , branch {known.branch}, commit <code>{known.head.slice(0, 7)}</code>
        </p>
      )}
      <TokenField
        label="GitHub token"
        token={token}
        help={<GitHubTokenHelp actions={['push', 'create-repository', 'pull-request', 'pages']} />}
      />
      {signedIn && (
        <>
          {repositories.failure && <FailureNote failure={repositories.failure} />}
          <RepositoryFields form={form} repositories={repositories.list} />
          {state.name === 'running' && (
            <TaskLine progress={state.progress} words="Asking GitHub…" onCancel={cancel} />
          )}
          {state.name === 'failed' && <FailureNote failure={state.failure} />}
          {state.name === 'done' && state.value.type === 'conflict' && (
            <PushConflict
              conflict={state.value}
              push={push}
              token={token.value}
              onLeave={onLeave}
            />
          )}
          {state.name === 'done' && state.value.type === 'pushed' && (
            <PushDone done={state.value} token={token.value} />
          )}
          {known && <PagesRow place={known} token={token.value} />}
        </>
      )}
    </DialogContent>
  )
}
