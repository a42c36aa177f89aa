import { Failure } from '#failure.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import type { TemplateInfo } from './app.ts'

interface Template extends TemplateInfo {
  /** Its files as text, in a chunk of their own. */
  readonly load: () => Promise<{ readonly files: Readonly<Record<string, string>> }>
}

const known: readonly Template[] = [
  {
    id: 'react-ts',
    name: 'React',
    description: 'React 19 and TypeScript, on Vite',
    load: () => import('./templates/react-ts.ts'),
  },
  {
    id: 'react-tailwind-ts',
    name: 'React and Tailwind',
    description: 'React 19, Tailwind 4 and TypeScript, on Vite',
    load: () => import('./templates/react-tailwind-ts.ts'),
  },
  {
    id: 'vue-ts',
    name: 'Vue',
    description: 'Vue 3 and TypeScript, on Vite',
    load: () => import('./templates/vue-ts.ts'),
  },
  {
    id: 'svelte-ts',
    name: 'Svelte',
    description: 'Svelte 5 and TypeScript, on Vite',
    load: () => import('./templates/svelte-ts.ts'),
  },
  {
    id: 'vanilla-ts',
    name: 'Plain TypeScript',
    description: 'TypeScript and no framework, on Vite',
    load: () => import('./templates/vanilla-ts.ts'),
  },
]

/** What a new project can start from; the first is the default. */
export const templates: readonly TemplateInfo[] = known.map(({ id, name, description }) => ({
  id,
  name,
  description,
}))

/**
 * The files of a template. Rejects with Failure 'not-found' for an unknown id,
 * and 'offline' when its chunk could not be fetched.
 */
export async function loadTemplate(id: string): Promise<FileTree> {
  const template = known.find((candidate) => candidate.id === id)
  if (!template) {
    throw new Failure('not-found', `There is no template "${id}".`, {
      hint: `Choose one of: ${known.map((candidate) => candidate.id).join(', ')}.`,
    })
  }
  const { files } = await template.load().catch((cause: unknown) => {
    throw new Failure('offline', `The template "${template.name}" could not be loaded.`, {
      hint: 'Check the connection and try again.',
      cause,
    })
  })
  return new Map(
    Object.entries(files).map(([file, text]) => [pathIn(id, file), encodeText(text)] as const),
  )
}

/** From the module path that import.meta.glob gives to the path inside the project. */
function pathIn(id: string, file: string): string {
  const folder = `/templates/${id}/`
  return file.slice(file.indexOf(folder) + folder.length)
}
