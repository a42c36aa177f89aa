import { templateFiles } from './vite-project.ts'

/** What the page of a parts project shows first. */
export const HEADING = 'All parts'
/** The part that an edit changes. */
export const PART = 'src/parts/part0.tsx'
/** What the mark says at first; as long as every other, see below. */
export const UNEDITED = 'no edit'

/**
 * The edited module, with a state of its own. Its length never changes, so that it
 * can be written in place: Vite may read a file that is emptied first in between.
 */
export const markedPart = (mark: string) => `import { useState } from 'react'

export function Part0() {
  const [count, setCount] = useState(0)
  return (
    <li>
      <button onClick={() => setCount(count + 1)}>count is {count}</button>
      <p id="mark">${mark}</p>
    </li>
  )
}
`

/** The React template with so many modules of the project's own. */
export async function partsProject(modules: number): Promise<Map<string, string>> {
  const files = await reactTemplate()
  const parts = Array.from({ length: modules - 2 }, (_, at) => at)
  for (const at of parts) {
    files.set(
      `src/parts/part${at}.tsx`,
      `export function Part${at}() {\n  return <li>This is part ${at}.</li>\n}\n`,
    )
  }
  files.set(PART, markedPart(UNEDITED))
  files.set(
    'src/App.tsx',
    `${parts.map((at) => `import { Part${at} } from './parts/part${at}.tsx'\n`).join('')}
export function App() {
  return (
    <>
      <h1>${HEADING}</h1>
      <ul>${parts.map((at) => `<Part${at} />`).join('')}</ul>
    </>
  )
}
`,
  )
  return files
}

/** The same with so many files, the template's own included. */
export async function partsProjectOfFiles(count: number): Promise<Map<string, string>> {
  const withoutParts = (await reactTemplate()).size
  return partsProject(count - withoutParts + 2)
}

async function reactTemplate(): Promise<Map<string, string>> {
  const decoder = new TextDecoder()
  const files = await templateFiles('react-ts')
  return new Map([...files].map(([name, bytes]) => [name, decoder.decode(bytes)]))
}
