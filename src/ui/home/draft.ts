import { recall, remember } from '../local-storage.ts'

/** What stands in the prompt; it outlives a reload until the first turn has begun. */
export interface Draft {
  readonly text: string
  /** Undefined until one was chosen. */
  readonly template: string | undefined
}

const KEY = 'tabsmith:draft'

const empty: Draft = { text: '', template: undefined }

export function loadDraft(): Draft {
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

export function keepDraft(draft: Draft): void {
  remember(KEY, draft.text === '' ? undefined : JSON.stringify(draft))
}

export function clearDraft(): void {
  remember(KEY, undefined)
}
