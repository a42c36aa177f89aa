/**
 * The history over IndexedDB and the share links, on a page with nothing else
 * on it: what its main thread does is their work alone.
 */
import { createHistory } from '#history/create-history.ts'
import type { History } from '#history/history.ts'
import { readFiles } from '#history/read-objects.ts'
import { encodeLink, readLink } from '#share/link.ts'
import { createDatabase } from '#storage/database.ts'
import { createHistoryStorage } from '#storage/history-storage.ts'
import { createWorkspace, encodeText, type FileTree, type Workspace } from '#workspace/workspace.ts'

type Texts = Readonly<Record<string, string>>

/** A picture of an app is stored with each version; so long are they in characters. */
const THUMBNAIL = `<svg xmlns="http://www.w3.org/2000/svg">${'<rect width="8" height="8"/>'.repeat(300)}</svg>`

interface OpenProject {
  readonly workspace: Workspace
  readonly history: History
  readonly paths: readonly string[]
  edits: number
}

const database = createDatabase()
const projects = new Map<string, OpenProject>()

function projectOf(id: string): OpenProject {
  const project = projects.get(id)
  if (!project) throw new Error(`The project ${id} is not open.`)
  return project
}

const treeOf = (texts: Texts): FileTree =>
  new Map(Object.entries(texts).map(([path, text]) => [path, encodeText(text)]))

/**
 * Opens a project: as its newest version has it, or with `texts` where there
 * is none. Resolves when everything is in a version; says which number it has.
 */
async function openProject(id: string, texts: Texts): Promise<number> {
  const storage = createHistoryStorage(database, id)
  const { commit } = await storage.head()
  const files = commit === undefined ? treeOf(texts) : (await readFiles(storage, commit)).files
  const workspace = createWorkspace(files)
  const history = createHistory({
    storage,
    workspace,
    now: Date.now,
    thumbnail: () => THUMBNAIL,
  })
  const { number } = await history.keep({ type: 'start' })
  projects.set(id, { workspace, history, paths: [...files.keys()], edits: number })
  return number
}

/** Writes a line into one file, each time another one, as an agent would. */
function edit(id: string): void {
  const project = projectOf(id)
  const { workspace, paths } = project
  const path = paths[project.edits % paths.length] ?? ''
  const lines = workspace.text(path)?.split('\n') ?? []
  lines.splice(lines.length / 2, 1, `// edit ${project.edits++}`)
  workspace.apply([{ type: 'write', path, bytes: encodeText(lines.join('\n')) }], 'agent')
}

/** Makes a version of what was edited; gives the milliseconds until it is on disk. */
async function checkpoint(id: string): Promise<number> {
  const { history, edits } = projectOf(id)
  const startedAt = performance.now()
  const { changes } = await history.keep({ type: 'turn', turnId: `turn-${edits}`, title: 'Edit' })
  const ms = performance.now() - startedAt
  if (changes.files !== 1) throw new Error(`The version has ${changes.files} changed files.`)
  return ms
}

async function checkpoints(id: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    edit(id)
    await checkpoint(id)
  }
}

/** How a link is made and opened: of a project on a template, with the template at hand. */
interface LinkSource {
  readonly template: { readonly id: string; readonly version: string; readonly files: Texts }
  readonly files: Texts
}

async function encode({ template, files }: LinkSource): Promise<string> {
  const project = {
    name: 'Cookbook',
    template: { ...template, files: treeOf(template.files) },
    files: treeOf(files),
  }
  return (await encodeLink(project)).payload
}

/** Gives the files of the link as text. */
async function decode(payload: string, { template }: LinkSource): Promise<Texts> {
  const { files } = await readLink(payload, async () => treeOf(template.files))
  const decoder = new TextDecoder()
  return Object.fromEntries([...files].map(([path, bytes]) => [path, decoder.decode(bytes)]))
}

const core = { openProject, edit, checkpoint, checkpoints, encode, decode }
export type CorePage = typeof core
Object.assign(globalThis, { core })
