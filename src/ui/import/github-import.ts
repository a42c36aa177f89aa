import type { ImportedProject } from '#projects/app.ts'
import type { RepositoryAddress, SkippedFile } from '#publish/github/github.ts'
import { basename } from '#workspace/paths.ts'
import { openGitHub, tellGitHub } from '../publish/github/github-client.ts'
import type { TaskTools } from '../use-task.ts'

const reasons: Readonly<Record<SkippedFile['reason'], string>> = {
  symlink: 'a link to another file',
  submodule: 'another repository inside this one',
  generated: 'made by tools, not part of a project',
  'too-large': 'too large for a project',
  'bad-path': 'a path that a project cannot have',
}

export interface ImportedFiles {
  readonly project: ImportedProject
  /** For people: what was left out, and why. */
  readonly skipped: readonly string[]
}

/** Reads a repository, or a branch or folder of one. Without a token, a public one. */
export async function importFromGitHub(
  token: string,
  address: RepositoryAddress,
  { signal, report }: TaskTools,
): Promise<ImportedFiles> {
  const github = await openGitHub(token)
  const imported = await github.importRepository({
    ...address,
    signal,
    onProgress: tellGitHub(report),
  })
  const { owner, name } = imported.repository
  const { folder, branch, commit } = imported
  // A folder alone must not be pushed back: it would take the place of everything else.
  const place =
    folder === '' && branch !== undefined
      ? { github: { owner, repo: name, branch, head: commit } }
      : undefined
  return {
    project: {
      name: folder === '' ? name : basename(folder),
      files: imported.files,
      published: place,
    },
    skipped: imported.skipped.map(({ path, reason }) => `${path}: ${reasons[reason]}`),
  }
}
