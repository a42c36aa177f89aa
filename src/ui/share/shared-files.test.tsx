// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type { SharedProject } from '#share/link.ts'
import { encodeText } from '#workspace/workspace.ts'
import { createFakeApp } from '../fake-app.ts'
import { press, render, unmount } from '../test-page.tsx'
import { SharedFiles } from './shared-files.tsx'

const project: SharedProject = {
  name: 'Tea',
  template: { id: 'react-ts', version: '1' },
  files: new Map([
    ['index.html', encodeText('<h1>theirs</h1>')],
    ['src/App.tsx', encodeText('<img src=x onerror="alert(1)">')],
    ['logo.png', Uint8Array.of(0, 1, 2)],
  ]),
  changed: [
    { path: 'logo.png', size: 3 },
    { path: 'src/App.tsx', size: 30 },
  ],
  deleted: ['src/App.css'],
}

const row = (path: string) => {
  const found = document.querySelector<HTMLButtonElement>(`button[title="${path}"]`)
  if (!found) throw new Error(`No file ${path}.`)
  return found
}

afterEach(unmount)

describe('the files of a shared project', () => {
  it('come with those that somebody wrote first, and one of their sources open', async () => {
    await render(createFakeApp(), <SharedFiles project={project} />)
    const paths = [...document.querySelectorAll('nav button')].map((one) =>
      one.getAttribute('title'),
    )
    expect(paths).toEqual(['logo.png', 'src/App.tsx', 'index.html'])
    expect(row('src/App.tsx').getAttribute('aria-pressed')).toBe('true')
    expect(document.body.textContent).toContain('Without the template’s src/App.css')
  })

  it('are shown as text and never as markup', async () => {
    await render(createFakeApp(), <SharedFiles project={project} />)
    expect(document.querySelector('pre')?.textContent).toBe('<img src=x onerror="alert(1)">')
    expect(document.querySelector('img')).toBeNull()
  })

  it('are not shown when they are not text', async () => {
    await render(createFakeApp(), <SharedFiles project={project} />)
    await press(row('logo.png'))
    expect(document.querySelector('pre')).toBeNull()
    expect(document.body.textContent).toContain('3 B that are not text')
  })
})
