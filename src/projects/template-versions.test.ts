import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeText, encodeText, sameBytes, type FileTree } from '#workspace/workspace.ts'
import {
  currentVersion,
  loadTemplateVersion,
  versionOf,
  type KeptVersion,
} from './template-versions.ts'
import { loadTemplate, templates } from './templates.ts'

const FOLDER = 'src/projects/template-versions'

/** With KEEP=1 the tests below keep the version of git's history that is pinned, and pin today's. */
const keeping = process.env.KEEP === '1'

const howToKeep = (id: string) =>
  `The template "${id}" has changed. Links that were made with its last version must still open: ` +
  `run "KEEP=1 npx vitest run src/projects/template-versions.test.ts" and commit what it wrote ` +
  `into ${FOLDER}.`

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

function templateAt(commit: string, id: string): FileTree {
  const folder = `templates/${id}/`
  const paths = git('ls-tree', '-r', '-z', '--name-only', commit, '--', folder).split('\0')
  return new Map(
    paths
      .filter((path) => path !== '')
      .map((path) => [path.slice(folder.length), encodeText(git('show', `${commit}:${path}`))]),
  )
}

/** The pinned version of a template, from git's history. */
async function pinnedFiles(id: string, version: string): Promise<FileTree> {
  const commits = git('log', '--format=%H', '--', `templates/${id}`).split('\n').filter(Boolean)
  for (const commit of commits) {
    const files = templateAt(commit, id)
    if ((await versionOf(files)) === version) return files
  }
  throw new Error(`No commit has version ${version} of the template "${id}".`)
}

function difference(old: FileTree, next: FileTree): KeptVersion['files'] {
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort()
  return Object.fromEntries(
    paths
      .filter((path) => !sameBytes(old.get(path), next.get(path)))
      .map((path) => [path, textOf(old.get(path))]),
  )
}

function textOf(bytes: Uint8Array | undefined): string | null {
  if (!bytes) return null
  const text = decodeText(bytes)
  if (text === undefined) throw new Error('Templates are text only.')
  return text
}

async function keepAll(): Promise<void> {
  const pins: Record<string, string> = {}
  for (const { id } of templates) {
    const files = await loadTemplate(id)
    const next = await versionOf(files)
    const pin = currentVersion(id)
    if (pin !== undefined && pin !== next) {
      const kept = { next, files: difference(await pinnedFiles(id, pin), files) }
      writeFileSync(`${FOLDER}/${id}@${pin}.json`, `${JSON.stringify(kept, null, 2)}\n`)
    }
    pins[id] = next
  }
  writeFileSync(`${FOLDER}/current.json`, `${JSON.stringify(pins, null, 2)}\n`)
}

describe('template versions', () => {
  it.runIf(keeping)('are kept', keepAll)

  it.skipIf(keeping).each(templates.map(({ id }) => id))(
    'name what the template %s is today',
    async (id) => {
      expect(await versionOf(await loadTemplate(id)), howToKeep(id)).toBe(currentVersion(id))
    },
  )

  it.skipIf(keeping)('are what they were, each one that was ever kept', async () => {
    for (const file of readdirSync(FOLDER)) {
      const [, id, version] = /^(.+)@(.+)\.json$/.exec(file) ?? []
      if (id === undefined || version === undefined) continue
      expect(await versionOf(await loadTemplateVersion(id, version)), file).toBe(version)
    }
  })

  it('are refused by name when they are unknown', async () => {
    for (const [id, version] of [
      ['react-ts', '00000000'],
      ['rails', currentVersion('react-ts') ?? ''],
      ['__proto__', 'constructor'],
    ] as const) {
      await expect(loadTemplateVersion(id, version)).rejects.toMatchObject({ kind: 'not-found' })
      expect(currentVersion('__proto__')).toBeUndefined()
    }
  })

  it('change with every byte and name, but not with the order', async () => {
    const a = new Map([
      ['a', encodeText('1')],
      ['b', encodeText('2')],
    ])
    const version = await versionOf(a)
    expect(version).toMatch(/^[0-9a-f]{8}$/)
    expect(await versionOf(new Map([...a].reverse()))).toBe(version)
    expect(await versionOf(new Map([...a, ['b', encodeText('3')]]))).not.toBe(version)
    expect(await versionOf(new Map([...a, ['c', encodeText('')]]))).not.toBe(version)
  })
})
