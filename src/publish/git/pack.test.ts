import { createHash } from 'node:crypto'
import { zlibSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryFiles } from './memory-files.ts'
import { checkLinks, MAX_OBJECTS, storeObjects, unpack } from './pack.ts'

// One test inflates 33 MB.
vi.setConfig({ testTimeout: 60_000 })

/** A pack (git help: gitformat-pack) of whole objects: type 1 commit, 2 tree, 3 blob. */
function packOf(
  objects: readonly (readonly [type: number, body: Buffer | string])[],
  count = objects.length,
) {
  const header = Buffer.alloc(12)
  header.write('PACK')
  header.writeUInt32BE(2, 4)
  header.writeUInt32BE(count, 8)
  const entries = objects.map(([type, body]) => {
    const bytes = Buffer.from(body)
    const size = [(type << 4) | (bytes.length & 15)]
    for (let left = bytes.length >> 4; left > 0; left >>= 7) {
      size[size.length - 1] = (size.at(-1) ?? 0) | 0x80
      size.push(left & 0x7f)
    }
    return Buffer.concat([Buffer.from(size), zlibSync(bytes)])
  })
  const content = Buffer.concat([header, ...entries])
  return new Uint8Array(Buffer.concat([content, createHash('sha1').update(content).digest()]))
}

function idOf(type: string, body: Buffer | string): string {
  const bytes = Buffer.from(body)
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}

const blob = 'content'
const treeBody = Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(idOf('blob', blob), 'hex')])
const commitBody = `tree ${idOf('tree', treeBody)}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n`
const whole = packOf([
  [1, commitBody],
  [2, treeBody],
  [3, blob],
])

describe('a pack', () => {
  it('of more objects than fit is refused before it is read', async () => {
    await expect(unpack(packOf([], MAX_OBJECTS + 1), {})).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('of a file beyond the limit is refused', async () => {
    const large = Buffer.alloc(33 * 1024 * 1024)
    await expect(unpack(packOf([[3, large]]), {})).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('that is cut or changed anywhere is refused', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(unpack(whole.slice(0, length), {}), String(length)).rejects.toMatchObject({
        kind: 'bad-response',
      })
    }
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice()
      changed[at] = (changed[at] ?? 0) ^ 0x55
      const outcome = await unpack(changed, {}).catch((error: unknown) => error)
      expect(outcome, String(at)).toMatchObject({ name: 'Failure' })
    }
  })

  it('is stored so that nothing ever refers to what is not there yet', async () => {
    const objects = await unpack(whole, {})
    const files = createMemoryFiles()
    const order: string[] = []
    const write = async (path: string, bytes: Uint8Array) => {
      order.push(path.replace(/^objects\/(..)\//, '$1'))
      await files.write(path, bytes)
    }
    await storeObjects({ ...files, write }, objects, {})
    const [commit, tree, file] = [
      idOf('commit', commitBody),
      idOf('tree', treeBody),
      idOf('blob', blob),
    ]
    expect(order).toEqual([file, tree, commit])
  })

  it('that leaves something out is refused, unless it is here already', async () => {
    const objects = await unpack(
      packOf([
        [1, commitBody],
        [2, treeBody],
      ]),
      {},
    )
    const check = (here: boolean) => checkLinks(objects, new Set(), async () => here)
    await expect(check(false)).rejects.toMatchObject({ kind: 'bad-response' })
    await check(true)
  })
})
