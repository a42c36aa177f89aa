import { recipes, template } from '../../src/share/fixtures.ts'
import pinned from '../../src/projects/template-versions/current.json' with { type: 'json' }
import { expect, test } from './core-test.ts'
import { median, round } from './figures.ts'

/** How often each link is made and opened; the middle counts. */
const ROUNDS = 7

const decoder = new TextDecoder()
const textsOf = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, decoder.decode(bytes)]))

const reactTs = {
  id: 'react-ts',
  version: pinned['react-ts'],
  files: textsOf(template('react-ts')),
}

/** The template with one attribute more. */
function oneLineEdit(): Record<string, string> {
  const path = 'src/App.tsx'
  const edited = reactTs.files[path]?.replace('<h1>', '<h1 className="greeting">') ?? ''
  expect(edited, 'the template has the line').not.toBe(reactTs.files[path])
  return { ...reactTs.files, [path]: edited }
}

const LINKS = [
  { what: 'The template with a one-line edit', files: oneLineEdit, characters: 300 },
  {
    what: 'The template with 6 changed files of 25 KB',
    files: () => ({ ...reactTs.files, ...textsOf(recipes()) }),
    characters: 7300,
  },
]

for (const { what, files, characters } of LINKS) {
  const name = `${what}, as a share link: at most ${characters.toLocaleString('en')} characters`

  test(name, async ({ openCorePage, page, meter, found }) => {
    const source = { template: reactTs, files: files() }
    await openCorePage()
    const encodeMs: number[] = []
    const decodeMs: number[] = []
    let payload = ''
    for (let at = 0; at < ROUNDS; at++) {
      const stopEncoding = await meter.start()
      payload = await page.evaluate((source) => core.encode(source), source)
      encodeMs.push((await stopEncoding()).busyMs)

      const stopDecoding = await meter.start()
      const read = await page.evaluate(([payload, source]) => core.decode(payload, source), [
        payload,
        source,
      ] as const)
      decodeMs.push((await stopDecoding()).busyMs)
      expect(read).toEqual(source.files)
    }
    await found({
      name,
      figures: {
        // Behind the address of the app, which is as long as its host likes.
        characters: `#/s/${payload}`.length,
        encodeMs: round(median(encodeMs)),
        decodeMs: round(median(decodeMs)),
      },
      limits: { characters: { atMost: characters } },
    })
  })
}
