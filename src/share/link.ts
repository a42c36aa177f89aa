import { Failure } from '#failure.ts'
import { decodeText, type FileTree } from '#workspace/workspace.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { MAX_PROJECT_BYTES, readBody, sizeOf, writeBody, type SharedFile } from './body.ts'
import { createReader, createWriter } from './bytes.ts'
import { compress, decompress } from './compress/compress.ts'
import { staysHome } from './paths.ts'
import { Refusal } from './refusal.ts'

/**
 * A share link's payload, `<payload>` of `#/s/<payload>`: base64url of
 *
 *     1 byte   format version
 *     6 bytes  checksum: the first of SHA-256 over the version and all that follows
 *     number   length of what follows (numbers and texts as in bytes.ts)
 *     text     template id, empty without one; then, where there is one:
 *     text       its version
 *     4 bytes    the first of SHA-256 over its files: the reader must have the same
 *     number   length of the body, decompressed; at most MAX_BODY
 *     …        the body (body.ts), compressed (compress/) behind the template's text
 *
 * Version, checksum and length keep their places in all versions of the
 * format. The checksum finds accidents; against intent stands what the reading
 * refuses. The compression gives exactly as many bytes as were announced, so a
 * link cannot unfold into more, and a file is edited in one forward pass.
 *
 * Neither settings, keys and chat nor `.env*`, `.npmrc`, `.git` and generated folders are ever in a link.
 */
const FORMAT = 1
const CHECKSUM_BYTES = 6
const FINGERPRINT_BYTES = 4
const TEMPLATE_NAME = /^[a-z0-9][a-z0-9.-]{0,39}$/

/** Characters: five times the longest link that is offered to anyone (levels.ts). */
export const MAX_PAYLOAD = 160_000
/** Bytes. Decompressing so many takes half a second; no link of 32,000 characters needs more. */
export const MAX_BODY = 128 * 1024
/** Bytes of the template's text that the compression reads first: of each file, and of all. */
const CONTEXT_OF_FILE = 2048
const CONTEXT = 24 * 1024

export interface TemplateName {
  readonly id: string
  readonly version: string
}

export interface ProjectToShare {
  readonly name: string
  /** What the project was made from, with its files in that version; the link tells the difference. */
  readonly template?: (TemplateName & { readonly files: FileTree }) | undefined
  readonly files: FileTree
}

export interface EncodedLink {
  /** For `#/s/<payload>`. */
  readonly payload: string
  /** Paths that stay here: `.env*`, `.npmrc`, `.git`, generated folders. */
  readonly leftOut: readonly string[]
}

/** What a link holds, for the page that shows it before anything is done with it. */
export interface SharedProject {
  /** One line of at most 60 characters; may be empty. */
  readonly name: string
  readonly template: TemplateName | undefined
  /** The whole project, the template's untouched files included. */
  readonly files: FileTree
  /** Files that differ from the template, or all without one. */
  readonly changed: readonly SharedFile[]
  /** Files of the template that the project does not have. */
  readonly deleted: readonly string[]
}

/**
 * The link of a project; `readLink` gives the same files back, byte by byte.
 * Takes some 0.2 s of processor time. How far so long a link gets is for
 * `linkLevel` to say. Rejects with Failure 'invalid' when no link can hold it.
 */
export async function encodeLink(project: ProjectToShare): Promise<EncodedLink> {
  const { template } = project
  const files = shareable(project.files)
  const base = template ? shareable(template.files) : new Map<string, Uint8Array>()
  try {
    if (sizeOf(files) > MAX_PROJECT_BYTES) throw new Refusal('it holds more than 5 MB')
    const body = writeBody(project.name, files, base)
    if (body.length > MAX_BODY) {
      throw new Refusal(`it differs from its template by more than ${MAX_BODY / 1024} KB`)
    }
    readBody(body, base) // what could not be opened is not made
    const payload = await seal(await writeContent(template, base, body))
    if (payload.length > MAX_PAYLOAD) throw new Refusal('its link would be too long')
    const leftOut = [...project.files.keys()].filter(staysHome).sort()
    return { payload, leftOut }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Failure('invalid', `This project cannot become a link: ${error.message}.`, {
      hint: 'The project is as it was. Share it as a zip file or by GitHub.',
      cause: error,
    })
  }
}

/**
 * What a link holds; nothing is run, stored or fetched, but the template by
 * `loadTemplate`. Rejects with Failure 'invalid' that says why it refuses the
 * link (cut, damaged, of a newer Tabsmith, a path, a size, …), and with what
 * `loadTemplate` rejects with: 'not-found' for a template or version that is unknown.
 */
export async function readLink(
  payload: string,
  loadTemplate: (id: string, version: string) => Promise<FileTree>,
): Promise<SharedProject> {
  try {
    const reader = createReader(await unseal(payload))
    const id = reader.text()
    let template: TemplateName | undefined
    let base: FileTree = new Map()
    if (id !== '') {
      template = { id, version: reader.text() }
      const fingerprint = reader.raw(FINGERPRINT_BYTES)
      base = await loadBase(template, fingerprint, loadTemplate)
    }
    const length = reader.number()
    if (length > MAX_BODY) throw new Refusal('it unfolds into more than links may hold')
    const body = decompress(reader.rest(), length, contextOf(base))
    if (!body) throw new Refusal('it does not end where it should')
    return { template, ...readBody(body, base) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Failure('invalid', `This link was not opened: ${error.message}.`, {
      hint: 'Nothing was changed here. Ask for the link again, or for the project as a zip file.',
      cause: error,
    })
  }
}

async function writeContent(
  template: ProjectToShare['template'],
  base: FileTree,
  body: Uint8Array,
): Promise<Uint8Array> {
  const writer = createWriter()
  writer.text(template?.id ?? '')
  if (template) {
    writer.text(template.version)
    writer.raw(await fingerprintOf(base))
  }
  writer.number(body.length)
  writer.raw(compress(body, contextOf(base)))
  return writer.done()
}

async function loadBase(
  { id, version }: TemplateName,
  fingerprint: Uint8Array,
  loadTemplate: (id: string, version: string) => Promise<FileTree>,
): Promise<FileTree> {
  if (!TEMPLATE_NAME.test(id) || !TEMPLATE_NAME.test(version)) {
    throw new Refusal('it names its template as no template is named')
  }
  const base = shareable(await loadTemplate(id, version))
  if (!startsWith(await fingerprintOf(base), fingerprint)) {
    throw new Refusal(`it was made from another template than "${id}" is here`)
  }
  return base
}

/** Payload of content that is complete. */
export async function seal(content: Uint8Array): Promise<string> {
  const rest = createWriter()
  rest.bytes(content)
  const sealed = createWriter()
  sealed.raw([FORMAT])
  sealed.raw(await checksum(FORMAT, rest.done()))
  sealed.raw(rest.done())
  return encodeBase64url(sealed.done())
}

async function unseal(payload: string): Promise<Uint8Array> {
  if (payload.length > MAX_PAYLOAD) throw new Refusal('it is longer than any link that is made')
  const sealed = decodeBase64url(payload)
  const head = 1 + CHECKSUM_BYTES
  const [format] = sealed
  if (format === undefined || sealed.length <= head) throw new Refusal('it is cut')
  const rest = createReader(sealed.subarray(head))
  const length = rest.number()
  const content = rest.rest()
  if (content.length < length) {
    const there = Math.floor((100 * sealed.length) / (sealed.length + length - content.length))
    throw new Refusal(`it is cut: only ${there} % of it is there`)
  }
  if (content.length > length) throw new Refusal('something is left over at its end')
  const sum = await checksum(format, sealed.subarray(head))
  if (!startsWith(sealed.subarray(1), sum) || encodeBase64url(sealed) !== payload) {
    throw new Refusal('it is damaged: some of its characters are not what they were')
  }
  if (format !== FORMAT) throw new Refusal('it was made by a newer Tabsmith; reload this page')
  return content
}

async function checksum(format: number, rest: Uint8Array): Promise<Uint8Array> {
  return (await sha256(Uint8Array.of(format, ...rest))).slice(0, CHECKSUM_BYTES)
}

async function fingerprintOf(files: FileTree): Promise<Uint8Array> {
  const writer = createWriter()
  for (const path of [...files.keys()].sort()) {
    writer.text(path)
    writer.bytes(files.get(path) ?? new Uint8Array())
  }
  return (await sha256(writer.done())).slice(0, FINGERPRINT_BYTES)
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function shareable(files: FileTree): FileTree {
  return new Map([...files].filter(([path]) => !staysHome(path)))
}

/** The template's text, the source last: what a project adds resembles it most. Part of the format. */
function contextOf(base: FileTree): Uint8Array {
  const writer = createWriter()
  const isSource = (path: string) => path.startsWith('src/')
  const paths = [...base.keys()].sort()
  for (const path of [...paths.filter((path) => !isSource(path)), ...paths.filter(isSource)]) {
    const bytes = base.get(path)
    if (bytes && decodeText(bytes) !== undefined) writer.raw(bytes.subarray(0, CONTEXT_OF_FILE))
  }
  return writer.done().slice(-CONTEXT)
}
