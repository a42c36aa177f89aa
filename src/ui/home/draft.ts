import { asFailure, type Failure } from '#failure.ts'
import { readNewLink } from '#share/new-link.ts'
import { recall, remember } from '../local-storage.ts'

/** What stands in the prompt; it outlives a reload until the first turn has begun. */
export interface Draft {
  readonly text: string
  /** Undefined until one was chosen. */
  readonly template: string | undefined
}

export interface FirstDraft {
  readonly draft: Draft
  readonly origin: 'own' | 'link'
  /** Why the link filled in nothing. */
  readonly refused?: Failure
}

const KEY = 'tabsmith:draft'

const empty: Draft = { text: '', template: undefined }

function loadDraft(): Draft {
  const kept = recall(KEY)
  if (kept === undefined) return empty
  try {
    const draft: unknown = JSON.parse(kept)
    if (typeof draft !== 'object' || draft === null) return empty
    return {
      text: 'text' in draft && typeof draft.text === 'string' ? draft.text : '',
      template:
        'template' in draft && typeof draft.template === 'string' ? draft.template : undefined,
    }
  } catch {
    return empty
  }
}

/**
 * What the prompt begins with: what a link to `#/new` fills in, or else the
 * draft that was kept. A link that is refused changes nothing.
 */
export function firstDraft(hash: string, templates: readonly string[]): FirstDraft {
  try {
    const link = readNewLink(hash, templates)
    if (!link) return { draft: loadDraft(), origin: 'own' }
    return { draft: { text: link.prompt, template: link.template }, origin: 'link' }
  } catch (error) {
    return { draft: loadDraft(), origin: 'own', refused: asFailure(error) }
  }
}

export function keepDraft(draft: Draft): void {
  remember(KEY, draft.text === '' ? undefined : JSON.stringify(draft))
}

export function clearDraft(): void {
  remember(KEY, undefined)
}
