import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { encodeText } from '#workspace/workspace.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { MAX_FILES, MAX_PROJECT_BYTES, readBody, sizeOf, writeBody } from './body.ts'
import type { Writer } from './bytes.ts'
import { bodyOf, createRandom, linkOf, treeOf } from './fixtures.ts'
import { encodeLink, MAX_PAYLOAD, readLink, seal } from './link.ts'
import { changes, filesAt, hostileBodies } from './hostile-cases.ts'
import { Refusal } from './refusal.ts'

const BASE = treeOf({ 'src/a.ts': 'one\ntwo\n', 'src/b.ts': 'three\n', 'logo.png': '\0' })
const NAMED = { id: 'base', version: '1', files: BASE }
const loadBase = async () => BASE

/** The reason why a link is refused. Fails when it is opened, or refused without saying what to do. */
async function refusal(payload: string, load = loadBase): Promise<string> {
  const failure: unknown = await readLink(payload, load).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(Failure)
  const { kind, message, hint } = failure as Failure
  expect(kind).toBe('invalid')
  expect(hint).toContain('Nothing was changed')
  return message.replace('This link was not opened: ', '')
}

describe('a hostile link is refused with its reason:', () => {
  it.each(hostileBodies)('%s', async (_, body, reason) => {
    expect(await refusal(await linkOf(body))).toContain(reason)
  })

  it.each<[string, (writer: Writer) => void, string]>([
    [
      'kept lines beyond the end',
      (writer) => writer.raw([1, 3, 0, 0]),
      'copies from beyond the end',
    ],
    [
      'dropped lines beyond the end',
      (writer) => writer.raw([1, 1, 2, 0]),
      'copies from beyond the end',
    ],
    [
      'lines kept twice',
      (writer) => writer.raw([2, 2, 0, 0, 1, 0, 0]),
      'copies from beyond the end',
    ],
    ['2 ** 28 − 1 steps', (writer) => writer.raw([255, 255, 255, 127]), 'it ends too early'],
  ])('edits with %s', (_, write, reason) => {
    const body = changes(1, (writer) => {
      writer.text('src/a.ts')
      writer.number(1)
      write(writer)
    })
    expect(() => readBody(body, BASE)).toThrow(reason)
  })

  it('edits of what has no lines, or is not there', () => {
    for (const path of ['logo.png', 'src/c.ts']) {
      const body = changes(1, (writer) => {
        writer.text(path)
        writer.raw([1, 0])
      })
      expect(() => readBody(body, BASE)).toThrow(Refusal)
    }
  })

  it('more than 5 MB with the template', () => {
    const large = new Map([['big', new Uint8Array(MAX_PROJECT_BYTES - 1)]])
    const body = changes(1, (writer) => {
      writer.raw([1, 97, 0])
      writer.bytes(new Uint8Array(2))
    })
    expect(() => readBody(body, large)).toThrow('it holds more than 5 MB')
  })

  it('a bomb, before a byte of it unfolds', async () => {
    for (const announced of [2 ** 28 - 1, 50_000_000, 128 * 1024 + 1]) {
      const bomb = await seal(
        bodyOf((content) => {
          content.text('')
          content.number(announced)
          content.raw(new Uint8Array(1000))
        }),
      )
      expect(await refusal(bomb)).toBe('it unfolds into more than links may hold.')
    }
  })

  it('a payload of a megabyte, before it is decoded', async () => {
    const payload = 'A'.repeat(MAX_PAYLOAD + 1)
    expect(await refusal(payload)).toBe('it is longer than any link that is made.')
  })

  it('compressed bytes that are never read', async () => {
    const link = decodeBase64url(await linkOf(filesAt('a')))
    const content = link.slice(8)
    expect(await refusal(await seal(Uint8Array.of(...content, 0)))).toBe(
      'it does not end where it should.',
    )
  })

  it('another template under the same name', async () => {
    const { payload } = await encodeLink({ name: 'x', template: NAMED, files: treeOf({ a: '1' }) })
    const other = async () => new Map([...BASE, ['src/b.ts', encodeText('four\n')]])
    expect(await refusal(payload, other)).toContain('it was made from another template')
  })

  it('a template name that no template has, without asking for it', async () => {
    for (const [id, version] of [
      ['../secret', '1'],
      ['__proto__', '1'],
      ['base', 'x/y'],
      ['base', ''],
    ] as const) {
      const content = bodyOf((writer) => {
        writer.text(id)
        writer.text(version)
        writer.raw([0, 0, 0, 0, 0])
      })
      const load = async () => Promise.reject(new Error('asked'))
      expect(await refusal(await seal(content), load)).toContain('as no template is named')
    }
  })

  it('an unknown template or version, as whoever keeps templates says', async () => {
    const { payload } = await encodeLink({ name: 'x', template: NAMED, files: BASE })
    const load = async (id: string, version: string) => {
      throw new Failure('not-found', `There is no ${id} ${version}.`)
    }
    await expect(readLink(payload, load)).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no base 1.',
    })
  })

  it('a newer format', async () => {
    const link = decodeBase64url(await linkOf(filesAt('a')))
    const rest = link.slice(7)
    const sum = await crypto.subtle.digest('SHA-256', Uint8Array.of(2, ...rest))
    const newer = Uint8Array.of(2, ...new Uint8Array(sum).slice(0, 6), ...rest)
    expect(await refusal(encodeBase64url(newer))).toContain('it was made by a newer Tabsmith')
  })
})

describe('__proto__ in a link', () => {
  it('is a file like any other, and touches no object', async () => {
    const link = await linkOf(filesAt('__proto__/polluted', 'constructor'))
    const { files } = await readLink(link, loadBase)
    expect([...files.keys()]).toEqual(['__proto__/polluted', 'constructor'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('an accident to a link', () => {
  const made = encodeLink({
    name: 'Cookbook',
    template: NAMED,
    files: new Map([...BASE, ['src/b.ts', encodeText('export const seven = 7\n')]]),
  })

  it('is found at whatever character it is cut', async () => {
    const { payload } = await made
    for (let length = 0; length < payload.length; length++) {
      expect(await refusal(payload.slice(0, length))).toMatch(/cut|ends too early/)
    }
  })

  it('is found whichever bit of it flips', async () => {
    const { payload } = await made
    const bytes = decodeBase64url(payload)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      await refusal(encodeBase64url(flipped))
    }
  })

  it('is found whatever character stands in its last place, or behind it', async () => {
    const { payload } = await made
    for (const character of 'ABab01-_.)%= \n') {
      const changed = payload.slice(0, -1) + character
      if (changed !== payload) await refusal(changed)
      await refusal(payload + character)
    }
  })
})

/** Mutations of a body: bytes changed, dropped, doubled. */
function mutated(body: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed)
  let bytes = [...body]
  for (let left = 1 + random.number(4); left > 0; left--) {
    const at = random.number(bytes.length + 1)
    const kind = random.number(4)
    if (kind === 0) bytes[at] = random.number(256)
    else if (kind === 1) bytes = [...bytes.slice(0, at), ...bytes.slice(at + random.number(9))]
    else if (kind === 2)
      bytes = [...bytes.slice(0, at), ...random.bytes(random.number(9)), ...bytes.slice(at)]
    else bytes = [...bytes.slice(0, at), ...bytes.slice(random.number(at + 1))]
  }
  return Uint8Array.from(bytes.slice(0, 10_000))
}

describe('random hostile links', () => {
  const project = treeOf({
    'src/a.ts': 'one\nand\ntwo\n',
    'src/c.ts': 'new',
    'src/deep/er/d.ts': 'd'.repeat(300),
    'logo.png': '\0\u0001',
  })
  const honest = writeBody('Cookbook', project, BASE)

  it.each(Array.from({ length: 20 }, (_, seed) => [seed + 1]))(
    'are refused, or give a project by the rules (bodies, seed %i)',
    (seed) => {
      for (let i = 0; i < 200; i++) {
        const body = mutated(honest, seed * 1000 + i)
        try {
          const { files, name } = readBody(body, BASE)
          expect(files.size).toBeLessThanOrEqual(MAX_FILES)
          expect(sizeOf(files)).toBeLessThanOrEqual(sizeOf(BASE) + body.length)
          expect(name.length).toBeLessThanOrEqual(120)
          for (const path of files.keys()) {
            expect(pathProblem(path) ?? isGenerated(path)).toBe(false)
            expect(path).not.toMatch(/(?:^|\/)\.(?:env|git(?:$|\/))/i)
          }
        } catch (error) {
          expect(error, `seed ${seed}, ${i}`).toBeInstanceOf(Refusal)
        }
      }
    },
  )

  it.each(Array.from({ length: 12 }, (_, seed) => [seed + 1]))(
    'are refused, or give a project (sealed, seed %i)',
    async (seed) => {
      const random = createRandom(seed)
      const content = bodyOf((writer) => {
        writer.text('')
        writer.number(random.number(2000))
        writer.raw(random.bytes(random.number(500)))
      })
      const result: unknown = await readLink(await seal(content), loadBase).catch(
        (error: unknown) => error,
      )
      if (result instanceof Error) expect(result).toMatchObject({ kind: 'invalid' })
    },
  )
})
