import type { Cloned } from '#publish/git/git.ts'
import { useApp } from '../context.ts'
import { Dialog } from '../controls/dialog.tsx'
import { FormFoot } from '../controls/form-foot.tsx'
import { gitNetwork, tellGit } from '../publish/git/git-network.ts'
import { SignInFields } from '../publish/git/sign-in-fields.tsx'
import { useSignIn } from '../publish/git/use-sign-in.ts'
import { closeImport } from './open.ts'
import { ImportStatus } from './import-status.tsx'
import { useImport } from './use-import.ts'

/** A clone of a repository on any server that lets browsers in, with its history. */
export function GitImport() {
  const app = useApp()
  const signIn = useSignIn()
  const importing = useImport(closeImport)
  const { task, storing, leave, start } = importing
  const { running } = task

  function submit() {
    if (running) return
    void start(async (tools) => {
      const address = await signIn.take()
      if (address === undefined) return undefined
      const name = repositoryName(address)
      const { cloneRepository } = await import('#publish/git/remote.ts')
      const id = await app.importRepository(async (files) => {
        const { signal, report } = tools
        const options = { ...gitNetwork(app), files, signal, onProgress: tellGit(report) }
        const cloned: Cloned = await cloneRepository(address, options)
        tools.storing(cloned.files)
        return { name, files: cloned.files }
      })
      return { id, name, skipped: [] }
    })
  }

  return (
    <Dialog
      open
      title="Import a git repository"
      onClose={leave}
      onSubmit={submit}
      foot={<FormFoot onCancel={storing ? undefined : leave} submit="Import" busy={running} />}
    >
      <p>The project keeps its history, and can push to and pull from the same address.</p>
      <SignInFields values={signIn.values} onChange={signIn.change} problem={signIn.problem} />
      <ImportStatus importing={importing} words="Asking the server…" />
    </Dialog>
  )
}

/** The last name of an address: "app" of https://git.example.com/me/app.git. */
function repositoryName(address: string): string {
  const last = new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? ''
  const name = last.replace(/\.git$/, '') || 'Imported project'
  try {
    return decodeURIComponent(name)
  } catch {
    return name // a % that encodes nothing
  }
}
