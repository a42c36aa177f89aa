import { Button } from '../../controls/button.tsx'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { useTask } from '../../use-task.ts'
import { tellGit } from './git-network.ts'
import { SignInFields } from './sign-in-fields.tsx'
import type { Git } from './use-git.ts'
import { useSignIn } from './use-sign-in.ts'

/** Takes a repository's address and looks whether it answers. */
export function ConnectForm({ git }: { readonly git: Git }) {
  const signIn = useSignIn()
  const task = useTask<undefined>()
  const { state } = task

  const connect = () =>
    task.run(async ({ signal, report }) => {
      const address = await signIn.take()
      if (address === undefined) return undefined
      const remotes = await git.open()
      // Asked first: an address that does not answer is not kept.
      await remotes.refs(address, { signal, onProgress: tellGit(report) })
      const { name } = await remotes.add('origin', address)
      await remotes.fetch(name, { signal, onProgress: tellGit(report) })
      await git.refresh()
      return undefined
    })

  return (
    <DialogContent
      onSubmit={() => void (!task.running && connect())}
      foot={
        <Button variant="primary" type="submit" busy={task.running}>
          Connect
        </Button>
      }
    >
      <p>
        Push to and pull from a git server that lets browsers in: Gitea, Forgejo or one of your own.
        GitHub has a tab of its own.
      </p>
      <SignInFields values={signIn.values} onChange={signIn.change} problem={signIn.problem} />
      {state.name === 'running' && (
        <TaskLine progress={state.progress} words="Asking the server…" onCancel={task.cancel} />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
    </DialogContent>
  )
}
