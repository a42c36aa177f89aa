import { Failure } from '#failure.ts'

/**
 * `#/new?template=<id>&prompt=<text>`: the home page, filled in. Nothing
 * starts before its reader starts it.
 */
export interface NewLink {
  readonly template: string
  readonly prompt: string
}

/** Characters. With every one of them escaped the address still works by copying (levels.ts). */
export const MAX_PROMPT = 3000

/** Line ends and tabs stay; what nobody sees would be sent to the model unread. */
const UNSEEN =
  /(?![\n\t])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu

/**
 * Reads an address from `#` on, or from `/new` on; undefined when it is not
 * such a link. An unknown template becomes the first of `templates`. Throws
 * Failure 'invalid' for a prompt beyond MAX_PROMPT: half of it would say something else.
 */
export function readNewLink(hash: string, templates: readonly string[]): NewLink | undefined {
  const route = /^#?\/new\/?(?:\?(.*))?$/s.exec(hash)
  if (!route) return undefined
  const query = new URLSearchParams(route[1] ?? '')
  const prompt = (query.get('prompt') ?? '').replace(/\r\n?/g, '\n').replace(UNSEEN, '')
  if (prompt.length > MAX_PROMPT) {
    throw new Failure(
      'invalid',
      `The prompt in this link is longer than ${MAX_PROMPT} characters, so it was not taken.`,
      { hint: 'Ask for it as text, and paste what you need of it.' },
    )
  }
  const asked = query.get('template')
  const template = templates.find((id) => id === asked) ?? templates[0] ?? ''
  return { template, prompt }
}

/** From `#` on. Throws Failure 'invalid' when the prompt is beyond MAX_PROMPT. */
export function writeNewLink({ template, prompt }: NewLink): string {
  if (prompt.length > MAX_PROMPT) {
    throw new Failure('invalid', `The prompt is longer than ${MAX_PROMPT} characters.`, {
      hint: 'Shorten it, or share the project itself.',
    })
  }
  return `#/new?${new URLSearchParams({ template, prompt }).toString()}`
}
