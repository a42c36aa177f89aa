import type { ModelSettings } from './tabsmith.ts'

export interface ModelApi {
  readonly name: string
  readonly provider: ModelSettings['provider']
  readonly key?: string
}

/** The two ways in which Tabsmith talks to a model. */
export const modelApis: readonly ModelApi[] = [
  { name: 'the Responses API', provider: 'OpenAI', key: 'sk-test' },
  { name: 'Chat Completions', provider: 'Another OpenAI-compatible server' },
]
