import type { LanguageSupport } from '@codemirror/language'
import { basename } from '#workspace/paths.ts'

interface LanguageEntry {
  readonly name: string
  readonly extensions: readonly string[]
  readonly load: () => Promise<LanguageSupport>
}

const script = (options: { jsx?: boolean; typescript?: boolean }) => async () =>
  (await import('@codemirror/lang-javascript')).javascript(options)

/** Each grammar is a chunk of its own, fetched with the first file that needs it. */
const LANGUAGES: readonly LanguageEntry[] = [
  { name: 'TypeScript', extensions: ['ts', 'mts', 'cts'], load: script({ typescript: true }) },
  { name: 'TypeScript JSX', extensions: ['tsx'], load: script({ typescript: true, jsx: true }) },
  { name: 'JavaScript', extensions: ['js', 'mjs', 'cjs', 'jsx'], load: script({ jsx: true }) },
  {
    name: 'CSS',
    extensions: ['css'],
    load: async () => (await import('@codemirror/lang-css')).css(),
  },
  {
    name: 'HTML',
    extensions: ['html', 'htm', 'svg', 'xml'],
    load: async () => (await import('@codemirror/lang-html')).html(),
  },
  {
    name: 'JSON',
    extensions: ['json', 'webmanifest'],
    load: async () => (await import('@codemirror/lang-json')).json(),
  },
  {
    name: 'Markdown',
    extensions: ['md', 'markdown'],
    load: async () => (await import('@codemirror/lang-markdown')).markdown(),
  },
]

function entryFor(path: string): LanguageEntry | undefined {
  const name = basename(path)
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return LANGUAGES.find((language) => language.extensions.includes(extension))
}

/** For people, such as "TypeScript JSX". */
export function languageName(path: string): string {
  return entryFor(path)?.name ?? 'Plain text'
}

const loading = new Map<LanguageEntry, Promise<LanguageSupport | undefined>>()

/** The grammar for a file. Undefined when there is none, or when its chunk cannot be fetched now. */
export function loadLanguage(path: string): Promise<LanguageSupport | undefined> {
  const entry = entryFor(path)
  if (!entry) return Promise.resolve(undefined)
  let promise = loading.get(entry)
  if (!promise) {
    promise = entry.load().catch(() => {
      loading.delete(entry)
      return undefined
    })
    loading.set(entry, promise)
  }
  return promise
}
