import { Failure } from '#failure.ts'
import type { Gist } from '#publish/github/github.ts'
import type { SharedProject } from '#share/link.ts'
import { staysHome } from '#share/paths.ts'
import type { FileTree } from '#workspace/workspace.ts'

/** One of these is in a gist: a link's payload, or the project as base64 of a zip where no link can hold it. */
const LINK_FILE = 'tabsmith-link.txt'
const ZIP_FILE = 'tabsmith-project.zip.txt'
/** Bytes that are turned to base64 at once; a multiple of 3. */
const SLICE = 30_000

/** What a gist holds for a project: its payload, or its files where there is none. */
export async function gistFiles(
  name: string,
  payload: string | undefined,
  files: FileTree,
): Promise<ReadonlyMap<string, string>> {
  if (payload !== undefined) return new Map([[LINK_FILE, payload]])
  const { zipProject } = await import('#projects/archive/zip.ts')
  const shared = new Map([...files].filter(([path]) => !staysHome(path)))
  const zip = await zipProject(shared, name)
  return new Map([[ZIP_FILE, toBase64(new Uint8Array(await zip.arrayBuffer()))]])
}

/**
 * The project in a gist; nothing of it is run. Rejects with Failure 'invalid'
 * for a gist that is none, and for what the link or the zip in it is refused for.
 */
export async function readGist(gist: Gist): Promise<SharedProject> {
  const payload = gist.files.get(LINK_FILE)
  if (payload !== undefined) return readPayload(payload.trim())
  const zip = gist.files.get(ZIP_FILE)
  if (zip === undefined) {
    throw new Failure('invalid', 'This gist holds no Tabsmith project.', {
      hint: 'Ask for the link again, or for the project as a zip file.',
    })
  }
  const { readZip } = await import('#projects/archive/zip.ts')
  const { files, name = '' } = await readZip(fromBase64(zip.trim()))
  const changed = [...files].map(([path, bytes]) => ({ path, size: bytes.length }))
  return { name, template: undefined, files, changed, deleted: [] }
}

/** The project of a link's payload. Rejects as `readLink` does. */
export async function readPayload(payload: string): Promise<SharedProject> {
  const [{ readLink }, { loadTemplateVersion }] = await Promise.all([
    import('#share/link.ts'),
    import('#projects/template-versions.ts'),
  ])
  return readLink(payload, loadTemplateVersion)
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += SLICE) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + SLICE)))
  }
  return text
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch (cause) {
    throw new Failure('invalid', 'The project in this gist is damaged.', {
      hint: 'Nothing was changed here. Ask for the link again, or for the project as a zip file.',
      cause,
    })
  }
}
