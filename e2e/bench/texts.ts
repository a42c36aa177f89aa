import type { SeededTurn } from '../seed.ts'

const paragraph =
  'The list keeps its order by **date**, and a tap on a row opens it; `useHabits` holds the state ' +
  'and writes it with every change. See [the notes](https://example.org/notes) for *why* it is so.'

const section = (number: number) => `## Step ${number}: what changed

${paragraph}

${paragraph}

- The first thing, with \`inline code\` and a second line
  that belongs to it
- The second thing
  1. a detail
  2. another **detail**
- The third thing

\`\`\`tsx
export function Habit${number}({ name, days }: { name: string; days: readonly Day[] }) {
  const streak = useMemo(() => countStreak(days), [days])
  return (
    <li className={styles.habit}>
      <b>{name}</b> {streak > 1 && <em>{streak} days in a row</em>}
    </li>
  )
}
\`\`\`

| file | lines | why |
|---|---:|---|
| src/App.tsx | ${number + 10} | the new **list** |
| src/habits.ts | ${number + 4} | the state, with \`localStorage\` |

> Nothing else was touched, and the preview has been checked.

`

/** Markdown of every kind, cut to a length in characters. */
export function markdown(length: number): string {
  let text = ''
  for (let number = 1; text.length < length; number++) text += section(number)
  return text.slice(0, length)
}

/** TypeScript as a model would write it, cut to a length in characters. */
export function code(length: number): string {
  let text = ''
  for (let number = 0; text.length < length; number++) {
    text += `/** Entry ${number} of the table. */
export const entry${number} = {
  name: 'entry "${number}"',
  size: ${number * 7},
  isLarge: (limit: number): boolean => limit < ${number * 7} && limit > 0,
}

`
  }
  return text.slice(0, length)
}

/** Earlier turns as a project has them: a read, an edit with its difference, a command, an answer. */
export function earlierTurns(count: number): readonly SeededTurn[] {
  return Array.from({ length: count }, (_, index) => ({
    message: `Please make change number ${index + 1}.`,
    calls: [
      {
        tool: 'read',
        input: { path: 'src/main.ts' },
        output: code(1500),
        summary: '56 lines',
      },
      {
        tool: 'edit',
        input: { path: 'src/main.ts', old: code(200), new: code(300) },
        output: 'Edited src/main.ts (+4 −0 lines).',
        summary: '+4 −0',
        details: {
          type: 'file',
          path: 'src/main.ts',
          added: 4,
          removed: 0,
          created: false,
          diff: `@@ -1,3 +1,7 @@\n+${code(300).split('\n').join('\n+')}`,
        },
      },
      {
        tool: 'shell',
        input: { command: 'npm test' },
        output: 'exit 0\n4 tests passed',
        summary: 'exit 0',
        details: { type: 'command', exitCode: 0, output: '4 tests passed' },
      },
    ],
    answer: markdown(1200),
  }))
}

/** The files of a small project. */
export const smallProject: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "bench", "private": true, "type": "module" }\n',
  'index.html': '<!doctype html>\n<div id="app"></div>\n',
  'src/main.ts': code(4000),
}

/** A project of so many files, each of its own content and `length` characters. */
export function manyFiles(count: number, length: number, folders = 20): Record<string, string> {
  const files: Record<string, string> = { 'package.json': '{ "name": "many" }\n' }
  for (let at = 0; at < count - 1; at++) {
    const path = `src/part-${at % folders}/file-${Math.floor(at / folders)}.ts`
    files[path] = `// ${path}\n${code(length)}`.slice(0, length)
  }
  return files
}
