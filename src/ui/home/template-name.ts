import type { TemplateInfo } from '#projects/app.ts'
import { IMPORTED } from '#projects/new-record.ts'

/** What a project was made from, in a word or two; the id of a template that is not offered any more. */
export function templateName(templates: readonly TemplateInfo[], id: string): string {
  if (id === IMPORTED) return 'Imported'
  return templates.find((template) => template.id === id)?.name ?? id
}
