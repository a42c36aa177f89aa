import { ESLint, Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { layers, mayImport } from '../eslint.config.js'

/** What the layer rule says about one line in one file of src. */
function complaints(file: string, code: string): string[] {
  const linter = new Linter({ cwd: process.cwd() })
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.ts', '**/*.tsx'],
        plugins: { tabsmith: { rules: { layers } } },
        rules: { 'tabsmith/layers': 'error' },
      },
    ],
    { filename: `${process.cwd()}/src/${file}` },
  )
  return messages.map((message) => message.message)
}

describe('the layers', () => {
  it('let a folder import what the table allows', () => {
    expect(complaints('agent/loop.ts', "import '#workspace/edit.ts'")).toEqual([])
    expect(complaints('ui/chat/chat.tsx', "import '../controls/button.tsx'")).toEqual([])
  })

  it('refuse a folder that the table does not allow, however it is imported', () => {
    const lines = [
      "import '#ui/app.tsx'",
      "export * from '#ui/app.tsx'",
      "export { a } from '#ui/app.tsx'",
      "void import('#ui/app.tsx')",
    ]
    for (const line of lines) {
      expect(complaints('workspace/edit.ts', line)).toEqual([
        'workspace may not import ui/app.tsx (see mayImport in eslint.config.js).',
      ])
    }
  })

  it('refuse a relative way into another folder', () => {
    expect(complaints('workspace/edit.ts', "import '../agent/loop.ts'")).toEqual([
      'Use #agent/loop.ts for another folder.',
    ])
  })

  it('keep adapters out of everything but their folder and main.tsx', () => {
    const line = "import '#runtime/webcontainer/boot.ts'"
    expect(complaints('projects/open-session.ts', line)).toHaveLength(1)
    expect(complaints('main.tsx', line)).toEqual([])
  })

  it('are switched on for every folder of src', async () => {
    const eslint = new ESLint()
    for (const folder of Object.keys(mayImport)) {
      const config = (await eslint.calculateConfigForFile(`src/${folder}/any.ts`)) as Linter.Config
      expect(config.rules?.['tabsmith/layers']).toEqual([2])
    }
  })
})
