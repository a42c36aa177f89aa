import { asFailure } from '#failure.ts'
import { isProviderId, providerOf } from '#models/catalogue.ts'
import type { ModelChoice } from '#models/settings.ts'
import type { RuntimeChoice } from '#runtime/host.ts'
import type { Notice } from './app.ts'

/** What the host of this copy of Tabsmith has set in tabsmith.json; defaults for the rest. */
export interface HostSettings {
  /** What this Tabsmith is called. */
  readonly name: string
  /** What a new user starts with. */
  readonly model: ModelChoice
  /** What a project runs on unless it says otherwise. */
  readonly runtime: RuntimeChoice
  /** The npm registry that the embedded engine installs from; undefined for the one of the build. */
  readonly registry: string | undefined
  readonly webcontainer: { readonly apiKey: string | undefined }
  /** Ids of the templates to offer, in this order; undefined for all. */
  readonly templates: readonly string[] | undefined
}

export interface LoadedHostSettings {
  readonly settings: HostSettings
  /** What is wrong with the file, field by field; those fields have their defaults. */
  readonly notice?: Notice
}

const MAX_HOST_NAME = 60

/**
 * Reads the host's settings. `fetchText` gives the text of tabsmith.json, or
 * undefined when there is none. Never rejects: what is wrong becomes a notice.
 */
export async function loadHostSettings(
  fetchText: () => Promise<string | undefined>,
): Promise<LoadedHostSettings> {
  const problems: string[] = []
  const settings = readSettings(await readObject(fetchText, problems), problems)
  if (problems.length === 0) return { settings }
  return {
    settings,
    notice: {
      id: 'host-settings',
      tone: 'bad',
      message: `This site’s settings (tabsmith.json): ${problems.join(' ')}`,
      hint: 'Defaults are used instead. Whoever hosts this site can mend the file.',
    },
  }
}

type Fields = Readonly<Record<string, unknown>>

async function readObject(
  fetchText: () => Promise<string | undefined>,
  problems: string[],
): Promise<Fields> {
  let text: string | undefined
  try {
    text = await fetchText()
  } catch (error) {
    problems.push(`The file could not be loaded (${asFailure(error).message}).`)
  }
  // Many static hosts answer with their start page where a file is missing.
  if (text === undefined || text.trimStart().startsWith('<')) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
    problems.push('The file must hold an object: { … }.')
  } catch (error) {
    problems.push(`The file is not valid JSON (${asFailure(error).message}).`)
  }
  return {}
}

function readSettings(file: Fields, problems: string[]): HostSettings {
  const root = fieldReader(file, '', problems)
  root.onlyKnows(['$schema', 'name', 'model', 'runtime', 'registry', 'webcontainer', 'templates'])
  const webcontainer = fieldReader(root.fields('webcontainer'), 'webcontainer.', problems)
  webcontainer.onlyKnows(['apiKey'])
  return {
    name: root.read('name', isName, `a text of 1 to ${MAX_HOST_NAME} characters`) ?? 'Tabsmith',
    model: readModel(fieldReader(root.fields('model'), 'model.', problems)),
    runtime: root.read('runtime', isRuntime, '"auto", "webcontainer" or "embedded"') ?? 'auto',
    registry: root.read('registry', isWebAddress, 'an http or https address')?.replace(/\/*$/, '/'),
    webcontainer: { apiKey: webcontainer.read('apiKey', isText, 'a text') },
    templates: root.read('templates', isListOfTexts, 'a list of template ids'),
  }
}

function readModel(model: FieldReader): ModelChoice {
  model.onlyKnows(['provider', 'baseURL', 'model'])
  const id = model.read('provider', isProviderId, 'the id of a provider, such as "openai"')
  const baseURL = model.read('baseURL', isWebAddress, 'an http or https address')
  // An address without a provider is some server that speaks the common protocol.
  const provider = providerOf(id ?? (baseURL === undefined ? 'openai' : 'compatible'))
  return {
    provider: provider.id,
    baseURL: baseURL?.replace(/\/+$/, '') ?? provider.baseURL,
    model: model.read('model', isText, 'a text') ?? provider.models[0] ?? '',
  }
}

interface FieldReader {
  /** The field's value; undefined when it is missing or wrong, and then the problem is noted. */
  read<T>(name: string, isRight: (value: unknown) => value is T, what: string): T | undefined
  /** A field that holds fields; empty when it is missing or wrong. */
  fields(name: string): Fields
  onlyKnows(names: readonly string[]): void
}

function fieldReader(values: Fields, prefix: string, problems: string[]): FieldReader {
  const read: FieldReader['read'] = (name, isRight, what) => {
    // Own fields only: "constructor" is not one.
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined || isRight(value)) return value
    problems.push(`"${prefix}${name}" must be ${what}.`)
    return undefined
  }
  return {
    read,
    fields: (name) => read(name, isFields, 'an object: { … }') ?? {},
    onlyKnows: (names) => {
      for (const name of Object.keys(values)) {
        if (!names.includes(name)) problems.push(`"${prefix}${name}" is not a setting.`)
      }
    },
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function isName(value: unknown): value is string {
  return isText(value) && value.length <= MAX_HOST_NAME
}

function isWebAddress(value: unknown): value is string {
  return isText(value) && /^https?:\/\//.test(value) && URL.canParse(value)
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText)
}

function isRuntime(value: unknown): value is RuntimeChoice {
  return value === 'auto' || value === 'webcontainer' || value === 'embedded'
}
