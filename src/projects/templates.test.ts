import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { loadTemplate, templates } from './templates.ts'

/** What is in the template's folder, without what npm and Vite generate there. */
function filesOf(id: string): string[] {
  return readdirSync(`templates/${id}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(entry.parentPath, entry.name).split(`/${id}/`)[1] ?? '')
    .filter((file) => !isGenerated(file))
    .sort()
}

describe.each(templates.map(({ id }) => id))('the template %s', (id) => {
  it('holds exactly the files of its folder, dotfiles included', async () => {
    const files = await loadTemplate(id)
    expect([...files.keys()].sort()).toEqual(filesOf(id))
    expect(files.has('.gitignore')).toBe(true)
    for (const [file, bytes] of files) {
      expect(pathProblem(file)).toBeUndefined()
      expect(Buffer.from(bytes)).toEqual(readFileSync(`templates/${id}/${file}`))
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
      hint: 'Choose one of: react-ts, react-tailwind-ts, vue-ts, svelte-ts, vanilla-ts.',
    })
  })
})
