import type { Session } from '#projects/session.ts'
import { saveFile } from '../../save-file.ts'

/** Downloads the project's files as they are in memory, stored or not. */
export async function saveSource({
  project,
  workspace,
}: Pick<Session, 'project' | 'workspace'>): Promise<void> {
  const { archiveName, zipProject } = await import('#projects/archive/zip.ts')
  const { name } = project.getState()
  saveFile(await zipProject(workspace.snapshot(), name), `${archiveName(name)}.zip`)
}
