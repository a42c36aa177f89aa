import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathProblem } from '#workspace/paths.ts'
import { loadTemplate, templates } from './templates.ts'

/** The template's files as committed, so that what a build generated there does not count. */
function committedFiles(id: string): string[] {
  const folder = `templates/${id}`
  const listed = execFileSync('git', ['ls-files', '--cached', folder], { encoding: 'utf8' })
  return listed
    .split('\n')
    .filter(Boolean)
    .map((path) => path.slice(folder.length + 1))
    .sort()
}

describe.each(templates.map(({ id }) => id))('the template %s', (id) => {
  it('holds exactly the files of its folder, dotfiles included', async () => {
    const files = await loadTemplate(id)
    expect([...files.keys()].sort()).toEqual(committedFiles(id))
    expect(files.has('.gitignore')).toBe(true)
    for (const [path, bytes] of files) {
      expect(pathProblem(path)).toBeUndefined()
      expect(Buffer.from(bytes)).toEqual(readFileSync(`templates/${id}/${path}`))
    }
  })

  it('has a lockfile that names every platform and no registry', async () => {
    const lockfile = new TextDecoder().decode((await loadTemplate(id)).get('package-lock.json'))
    expect(lockfile).not.toContain('"resolved"')
    const { packages } = JSON.parse(lockfile) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    for (const { optionalDependencies = {} } of Object.values(packages)) {
      for (const name of Object.keys(optionalDependencies)) {
        expect(packages).toHaveProperty([`node_modules/${name}`])
      }
    }
  })
})

describe('loadTemplate', () => {
  it('lists the ids when it does not know one', async () => {
    await expect(loadTemplate('rails')).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no template "rails".',
      hint: 'Choose one of: react-ts, vanilla-ts.',
    })
  })
})
