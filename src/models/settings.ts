import { Failure } from '#failure.ts'
import { providerOf, serverName } from './catalogue.ts'

/** The wire protocol: OpenAI's Responses API, or Chat Completions at any compatible address. */
export type ProviderId = 'openai' | 'openrouter' | 'groq' | 'ollama' | 'lmstudio' | 'compatible'

/** Which model to call. The key is kept apart (see storage/secrets.ts) and joined only for a request. */
export interface ModelChoice {
  readonly provider: ProviderId
  /** Without a trailing slash, such as https://api.openai.com/v1. */
  readonly baseURL: string
  readonly model: string
}

export interface ModelAccess extends ModelChoice {
  /** Empty for servers that want none (Ollama, LM Studio). */
  readonly apiKey: string
}

/** What has to be filled in before a request can be sent at all, or undefined. */
export function missingSetting(access: ModelAccess): Failure | undefined {
  if (!/^https?:\/\//.test(access.baseURL) || !URL.canParse(access.baseURL)) {
    return new Failure('invalid', 'The base URL is not a web address.', {
      hint: 'It begins with https:// (or http:// on this computer) and usually ends in /v1.',
    })
  }
  if (access.model.trim() === '') {
    return new Failure('unknown-model', 'No model is chosen.', { hint: 'Choose one in Settings.' })
  }
  if (providerOf(access.provider).needsKey && access.apiKey.trim() === '') {
    return new Failure('auth', `${serverName(access)} asks for a key.`, {
      hint: 'Add your key in Settings.',
    })
  }
  // Such a key cannot be put into a header: the browser would fail as if nobody answered.
  if (/[^\x21-\x7e]/.test(access.apiKey.trim())) {
    return new Failure('auth', 'The key holds characters that no key has.', {
      hint: 'Copy it once more, without spaces or line breaks, into Settings.',
    })
  }
  return undefined
}
