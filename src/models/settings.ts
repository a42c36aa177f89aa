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
