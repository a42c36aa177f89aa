import { createScriptedModel, humanPace, type Pace, type ScriptedStep } from './scripted.ts'
import type { StreamModel } from './stream.ts'

/** The template that the sample builds on. */
export const sampleTemplate = 'react-ts'

export const samplePrompt =
  'Build a habit tracker with streaks: a page for the week, a mark for every day.'

/** The files that the sample writes, as real files so that they can be read, linted and built. */
const files = import.meta.glob<string>('./sample/daybook/**/*', {
  eager: true,
  query: '?raw',
  import: 'default',
})

const say = (text: string) => ({ type: 'text', text }) as const
const call = (tool: string, input: Readonly<Record<string, unknown>> = {}) =>
  ({ type: 'call', tool, input }) as const

function write(path: string) {
  const content = files[`./sample/daybook/${path}`]
  if (content === undefined) throw new Error(`The sample has no file ${path}.`)
  return call('write', { path, content })
}

/** Must occur in the template as it stands; the sample's test applies it. */
const templatePalette = `  --bg: light-dark(#f4f6f2, #121614);
  --surface: light-dark(#ffffff, #1a1f1c);
  --text: light-dark(#1b2420, #e8ede9);
  --muted: light-dark(#56625b, #9aa79f);
  --line: light-dark(#dbe1da, #2c342f);
  --accent: light-dark(#1f6f5c, #7fd1b5);
  --on-accent: light-dark(#ffffff, #0c1f19);`

const daybookPalette = `  --font-display: ui-serif, 'Iowan Old Style', Georgia, 'Times New Roman', serif;

  --bg: light-dark(#e9ecf3, #10131a);
  --surface: light-dark(#fdfdfb, #191d26);
  --text: light-dark(#1d2230, #e9ebf1);
  --muted: light-dark(#575f73, #9ba4b8);
  --line: light-dark(#d5dbe8, #2d3444);
  --accent: light-dark(#3a4bb5, #a3b1ff);
  --on-accent: light-dark(#ffffff, #14171f);`

/** What the sample does: it reads, writes, edits, checks and reports as a model would. */
export const sampleSteps: readonly ScriptedStep[] = [
  [
    say(
      'This is a scripted sample: no model is called, and the same app is built every time. ' +
        'The files, the tools and the preview are real. First a look at what is there.',
    ),
    call('list'),
    call('read', { path: 'src/App.tsx' }),
    call('read', { path: 'src/index.css' }),
  ],
  [
    say(
      'A blank React page with design tokens. The plan for **Daybook**:\n\n' +
        '- a ruled line for each habit and a mark for each day; days in a row run together into one stroke of ink\n' +
        '- streaks that today does not break before it is over\n' +
        '- everything kept in this browser, no account\n\n' +
        'I start with the part that has to be right: days and streaks.',
    ),
    write('src/habits.ts'),
  ],
  [
    say('Now the state, with undo for a removal, and one line of the page.'),
    write('src/useHabits.ts'),
    write('src/HabitRow.tsx'),
  ],
  [
    say('The colours first, as tokens for light and dark, then the title of the page.'),
    call('edit', { path: 'src/index.css', old: templatePalette, new: daybookPalette }),
    call('edit', {
      path: 'index.html',
      old: '<title>New app</title>',
      new: '<title>Daybook</title>',
    }),
  ],
  [
    say('Last, the page itself.'),
    call('read', { path: 'src/App.css' }),
    write('src/App.css'),
    call('read', { path: 'src/App.tsx' }),
    write('src/App.tsx'),
  ],
  [say('Let me check the types and what the preview says.'), call('check')],
  [
    say(
      '**Daybook** is ready in the preview.\n\n' +
        '- Press a day to mark it; press again to take it back. Days still to come cannot be marked.\n' +
        '- The arrows go to earlier weeks, for what you forgot to mark.\n' +
        '- A removed habit can be brought back with *Undo*.\n' +
        '- It works with the keyboard and a screen reader, on a phone, in light and dark.\n\n' +
        'Every file is yours to read and change under *Code*. This was a scripted sample: to build ' +
        'an app of your own, add your API key in Settings and describe it on the home page.',
    ),
  ],
]

/** The scripted model of the sample. */
export function createSampleModel(pace: Pace = humanPace): StreamModel {
  return createScriptedModel(sampleSteps, { pace })
}
