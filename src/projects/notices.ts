import type { Failure } from '#failure.ts'
import type { LoadedProject } from '#storage/load-project.ts'
import type { Notice, TemplateInfo } from './app.ts'
import type { ProjectRecord } from './project.ts'

/** The host's choice and order, or all of them. */
export function offeredTemplates(
  all: readonly TemplateInfo[],
  ids: readonly string[] | undefined,
  notify: (notice: Notice) => void,
): readonly TemplateInfo[] {
  if (!ids) return all
  const offered: TemplateInfo[] = []
  const unknown: string[] = []
  for (const id of new Set(ids)) {
    const template = all.find((candidate) => candidate.id === id)
    if (template) offered.push(template)
    else unknown.push(id)
  }
  if (unknown.length > 0) {
    notify({
      id: 'host-templates',
      tone: 'bad',
      message: `This site’s settings (tabsmith.json): there is no template ${unknown.join(', ')}.`,
      hint: `There are: ${all.map(({ id }) => id).join(', ')}.`,
    })
  }
  return offered.length > 0 ? offered : all
}

const SHOWN_PROBLEMS = 3

export function damageNotice({ record, problems }: LoadedProject): Notice {
  const shown = problems.slice(0, SHOWN_PROBLEMS).join(' ')
  const more =
    problems.length > SHOWN_PROBLEMS ? ` And ${problems.length - SHOWN_PROBLEMS} more.` : ''
  return {
    id: `damaged-${record.id}`,
    tone: 'bad',
    message: `Some of “${record.name}” could not be read. ${shown}${more}`,
    hint: 'Everything else is here. Ask the agent to recreate what is missing.',
  }
}

export function unsavedNotice({ id, name }: ProjectRecord, { message }: Failure): Notice {
  return {
    id: `unsaved-${id}`,
    tone: 'bad',
    message: `The last changes of “${name}” are not saved. ${message}`,
    hint: 'Keep this page open, make room, then open the project again: that saves them.',
  }
}
