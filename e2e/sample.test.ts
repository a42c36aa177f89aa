import { expect, it } from 'vitest'
import { createSampleModel, sampleSteps, sampleTemplate } from '#models/sample.ts'
import { loadTemplate } from '#projects/templates.ts'
import { decodeText } from '#workspace/workspace.ts'
import { applySample } from './apply-sample.ts'

it('applies to its template, with every edit in place and no new package', async () => {
  const template = await loadTemplate(sampleTemplate)
  const files = applySample(template, sampleSteps)
  const text = (path: string) => decodeText(files.get(path) ?? new Uint8Array())
  expect(text('index.html')).toContain('<title>Daybook</title>')
  expect(text('src/index.css')).toContain('--font-display')
  expect(files.get('package.json')).toBe(template.get('package.json'))

  for (const [path, bytes] of files) {
    const source = decodeText(bytes)
    if (!path.startsWith('src/') || source === undefined) continue
    for (const [, imported = ''] of source.matchAll(/from '\.\/([^']+)'/g)) {
      expect([...files.keys()]).toContain(`src/${imported}`)
    }
  }
})

it('says first that no model is called', async () => {
  const model = createSampleModel({ charactersPerSecond: Infinity, pause: 0 })
  const request = {
    instructions: '',
    messages: [{ role: 'user' as const, content: '' }],
    tools: [],
  }
  let said = ''
  for await (const event of model(request, new AbortController().signal)) {
    if (event.type === 'text-delta') said += event.delta
  }
  expect(said).toMatch(/^This is a scripted sample: no model is called/)
})

it('calls every tool that a person should see', () => {
  const tools = sampleSteps.flat().flatMap((part) => (part.type === 'call' ? [part.tool] : []))
  expect(new Set(tools)).toEqual(new Set(['list', 'read', 'write', 'edit', 'check']))
})
