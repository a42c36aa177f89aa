import type { ModelChoice, ProviderId } from './settings.ts'

/** What the settings dialog needs to know of a provider. Free of the AI SDK: the home page loads this. */
export interface Provider {
  readonly id: ProviderId
  /** For people. */
  readonly name: string
  readonly api: 'responses' | 'chat'
  /** Without a trailing slash; empty where only the user can know it. */
  readonly baseURL: string
  readonly needsKey: boolean
  /** Where a key is made, where there is such a page. */
  readonly keyURL: string | undefined
  /** Model names to offer, the best first; any other name may be typed. */
  readonly models: readonly string[]
}

export const providers: readonly Provider[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    api: 'responses',
    baseURL: 'https://api.openai.com/v1',
    needsKey: true,
    keyURL: 'https://platform.openai.com/api-keys',
    models: [
      'gpt-5.2',
      'gpt-5.5',
      'gpt-5.4',
      'gpt-5.4-mini',
      'gpt-5.1',
      'gpt-5',
      'gpt-5-mini',
      'gpt-4.1',
    ],
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    api: 'chat',
    baseURL: 'https://openrouter.ai/api/v1',
    needsKey: true,
    keyURL: 'https://openrouter.ai/settings/keys',
    models: [
      'anthropic/claude-sonnet-4.5',
      'anthropic/claude-haiku-4.5',
      'google/gemini-2.5-pro',
      'openai/gpt-5',
      'qwen/qwen3-coder',
    ],
  },
  {
    id: 'groq',
    name: 'Groq',
    api: 'chat',
    baseURL: 'https://api.groq.com/openai/v1',
    needsKey: true,
    keyURL: 'https://console.groq.com/keys',
    models: ['openai/gpt-oss-120b', 'openai/gpt-oss-20b', 'llama-3.3-70b-versatile'],
  },
  {
    id: 'ollama',
    name: 'Ollama (on this computer)',
    api: 'chat',
    baseURL: 'http://localhost:11434/v1',
    needsKey: false,
    keyURL: undefined,
    models: ['qwen3-coder:30b', 'gpt-oss:20b', 'qwen2.5-coder:14b'],
  },
  {
    id: 'lmstudio',
    name: 'LM Studio (on this computer)',
    api: 'chat',
    baseURL: 'http://localhost:1234/v1',
    needsKey: false,
    keyURL: undefined,
    models: ['openai/gpt-oss-20b', 'qwen/qwen3-coder-30b'],
  },
  {
    id: 'compatible',
    name: 'Another OpenAI-compatible server',
    api: 'chat',
    baseURL: '',
    needsKey: false,
    keyURL: undefined,
    models: [],
  },
]

const byId = new Map(providers.map((provider) => [provider.id, provider]))

export function providerOf(id: ProviderId): Provider {
  const found = byId.get(id)
  if (!found) throw new Error(`no provider ${id}`)
  return found
}

/** What to call a server in a sentence: "Ollama", or its address where it has no name. */
export function serverName({ provider, baseURL }: ModelChoice): string {
  if (provider === 'compatible' && URL.canParse(baseURL)) return new URL(baseURL).host
  return providerOf(provider).name.replace(/ \(.*/, '')
}

/** True for the name of a provider that this version knows. */
export function isProviderId(value: unknown): value is ProviderId {
  return providers.some(({ id }) => id === value)
}

export interface ModelInfo {
  /** Tokens of one request and its answer together. */
  readonly contextTokens: number | undefined
  /** US dollars per million tokens. Undefined is unknown, never free. */
  readonly price:
    | { readonly input: number; readonly cached: number | undefined; readonly output: number }
    | undefined
  readonly images: boolean
  readonly reasoning: boolean
}

/** When the figures below were last gone through. Show it wherever a price is shown: they can be out of date. */
export const CATALOGUE_DATE = '2025-12'

type Row = readonly [
  contextTokens: number | undefined,
  input: number | undefined,
  cached: number | undefined,
  output: number | undefined,
  abilities: '' | 'images' | 'reasoning' | 'images reasoning',
]

/** By the model's own name, without a router's vendor prefix. */
const rows: Readonly<Record<string, Row>> = {
  'gpt-5.2': [400_000, 1.75, 0.175, 14, 'images reasoning'],
  'gpt-5.1': [400_000, 1.25, 0.125, 10, 'images reasoning'],
  'gpt-5': [400_000, 1.25, 0.125, 10, 'images reasoning'],
  'gpt-5-mini': [400_000, 0.25, 0.025, 2, 'images reasoning'],
  'gpt-5-nano': [400_000, 0.05, 0.005, 0.4, 'images reasoning'],
  'gpt-4.1': [1_047_576, 2, 0.5, 8, 'images'],
  'gpt-4.1-mini': [1_047_576, 0.4, 0.1, 1.6, 'images'],
  'gpt-4o': [128_000, 2.5, 1.25, 10, 'images'],
  'o4-mini': [200_000, 1.1, 0.275, 4.4, 'images reasoning'],
  'claude-opus-4.5': [200_000, 5, 0.5, 25, 'images reasoning'],
  'claude-sonnet-4.5': [200_000, 3, 0.3, 15, 'images reasoning'],
  'claude-haiku-4.5': [200_000, 1, 0.1, 5, 'images reasoning'],
  'gemini-2.5-pro': [1_048_576, 1.25, undefined, 10, 'images reasoning'],
  'gemini-2.5-flash': [1_048_576, 0.3, undefined, 2.5, 'images reasoning'],
  'qwen3-coder': [262_144, undefined, undefined, undefined, ''],
  'gpt-oss-120b': [131_072, undefined, undefined, undefined, 'reasoning'],
  'gpt-oss-20b': [131_072, undefined, undefined, undefined, 'reasoning'],
  'llama-3.3-70b-versatile': [131_072, 0.59, undefined, 0.79, ''],
}

/**
 * What is known of a model, or undefined. A local server's window is what its
 * owner set, and it asks no money, so nothing is claimed for those.
 */
export function modelInfo(choice: Pick<ModelChoice, 'provider' | 'model'>): ModelInfo | undefined {
  if (choice.provider === 'ollama' || choice.provider === 'lmstudio') return undefined
  const row = rows[choice.model.slice(choice.model.lastIndexOf('/') + 1).toLowerCase()]
  if (!row) return undefined
  const [contextTokens, input, cached, output, abilities] = row
  return {
    contextTokens,
    price: input === undefined || output === undefined ? undefined : { input, cached, output },
    images: abilities.includes('images'),
    reasoning: abilities.includes('reasoning'),
  }
}
