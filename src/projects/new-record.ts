import { cleanName, UNTITLED } from './naming.ts'
import type { ProjectRecord } from './project.ts'

/** The `template` of a project that came from elsewhere and of which none is known. */
export const IMPORTED = 'imported'

/** The record of a project that is made now. */
export function newRecord(
  { randomId, now }: { readonly randomId: () => string; readonly now: () => number },
  about: Pick<ProjectRecord, 'name' | 'template'> &
    Partial<Pick<ProjectRecord, 'id' | 'scripted' | 'published'>>,
): ProjectRecord {
  const time = now()
  return {
    id: about.id ?? randomId(),
    name: cleanName(about.name) || UNTITLED,
    template: about.template,
    createdAt: time,
    updatedAt: time,
    openedAt: time,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: about.scripted ?? false,
    ...(about.published && { published: about.published }),
  }
}

/** The record of a copy that is made now. */
export function copiedRecord(
  original: ProjectRecord,
  copy: Pick<ProjectRecord, 'id' | 'name'>,
  time: number,
): ProjectRecord {
  return {
    ...original,
    ...copy,
    createdAt: time,
    updatedAt: time,
    openedAt: time,
    deletedAt: undefined,
    // A copy that is published must not take the original's place.
    published: undefined,
  }
}
