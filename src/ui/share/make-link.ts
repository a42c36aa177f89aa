import { asFailure, type Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import { linkLevel } from '#share/levels.ts'
import type { EncodedLink, ProjectToShare } from '#share/link.ts'
import { sameBytes } from '#workspace/workspace.ts'

export interface MadeLink {
  readonly level: ReturnType<typeof linkLevel>
  /** The whole address; undefined when no link can hold the project, and then `refused` says why. */
  readonly url: string | undefined
  readonly payload: string | undefined
  readonly refused: Failure | undefined
  /** Paths that stay here. */
  readonly leftOut: readonly string[]
  /** How many files it has, and how many of them differ from its template. */
  readonly files: number
  readonly changed: number | undefined
}

/** This app's address with a route behind it, such as `s/<payload>`. */
export function appAddress(route: string): string {
  return new URL(`./#/${route}`, document.baseURI).href
}

/** The link of a project as it is now. Rejects only when its template cannot be loaded. */
export async function makeLink({
  project,
  workspace,
}: Pick<Session, 'project' | 'workspace'>): Promise<MadeLink> {
  const [{ encodeLink }, { staysHome }] = await Promise.all([
    import('#share/link.ts'),
    import('#share/paths.ts'),
  ])
  const { name, template: id } = project.getState()
  const files = workspace.snapshot()
  const template = await currentTemplate(id)
  const shown = [...files.keys()].filter((path) => !staysHome(path))
  const shared = {
    files: shown.length,
    changed: template && countChanged(files, template.files, shown),
  }
  let link: EncodedLink
  try {
    link = await encodeLink({ name, template, files })
  } catch (error) {
    const refused = asFailure(error)
    if (refused.kind !== 'invalid') throw refused
    const leftOut = [...files.keys()].filter(staysHome)
    return { ...shared, level: 'too-long', url: undefined, payload: undefined, refused, leftOut }
  }
  const url = appAddress(`s/${link.payload}`)
  return { ...shared, ...link, level: linkLevel(url), url, refused: undefined }
}

async function currentTemplate(id: string): Promise<ProjectToShare['template']> {
  const { currentVersion, loadTemplateVersion } = await import('#projects/template-versions.ts')
  const version = currentVersion(id)
  return version === undefined
    ? undefined
    : { id, version, files: await loadTemplateVersion(id, version) }
}

function countChanged(
  files: ProjectToShare['files'],
  base: ProjectToShare['files'],
  paths: readonly string[],
): number {
  return paths.filter((path) => !sameBytes(files.get(path), base.get(path))).length
}
