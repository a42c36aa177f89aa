import { Failure } from '#failure.ts'
import { decodeCommit, decodeTag } from '#history/commit-object.ts'
import type { ObjectId } from '#history/history.ts'
import type { GitFiles } from '#history/history-storage.ts'
import { MAX_OBJECT_BYTES, packObject, type GitObject } from '#history/objects.ts'
import { decodeTree, MODES } from '#history/tree-object.ts'
import { GIT_DIR } from './fs.ts'
import type { GitCall } from './git.ts'
import * as git from './isomorphic-git.ts'
import { createMemoryFiles } from './memory-files.ts'
import { damagedAnswer } from './pkt-line.ts'
import { objectPath, openRepository, type Repository } from './repository.ts'

/** What a pack may hold, so that a server cannot fill the browser. */
export const MAX_OBJECTS = 50_000
/** All objects together, each compressed by itself: without the differences that make a pack small. Bytes. */
const MAX_STORED_BYTES = 200 * 1024 * 1024
/** Objects written at once. */
const BATCH = 64

interface UnpackedObject {
  /** As git stores it loose. */
  readonly packed: Uint8Array
  /** Objects that have to be there for this one to be whole. */
  readonly links: readonly ObjectId[]
}

export type UnpackedObjects = ReadonlyMap<ObjectId, UnpackedObject>

/**
 * Takes a pack apart, because history reads loose objects only. Rejects with
 * Failure 'bad-response' for a damaged pack, 'invalid' beyond the limits.
 */
export async function unpack(pack: Uint8Array, call: GitCall): Promise<UnpackedObjects> {
  const count = objectCount(pack)
  if (count > MAX_OBJECTS) throw tooMuch(`${count} objects; ${MAX_OBJECTS} fit here`)
  const objects = new Map<ObjectId, UnpackedObject>()
  if (count === 0) return objects

  const files = createMemoryFiles()
  const { local } = openRepository(files)
  await files.write('objects/pack/pack-0.pack', pack)
  const { oids } = await damagedUnless(
    git.indexPack({ ...local, dir: GIT_DIR, filepath: 'objects/pack/pack-0.pack' }),
  )
  let stored = 0
  for (const id of oids) {
    if (call.signal?.aborted) throw new Failure('aborted', 'Stopped.')
    const object = await readPacked(local, id)
    const packed = await packObject(object)
    stored += packed.length
    if (stored > MAX_STORED_BYTES) throw tooMuch('more than 200 MB when unpacked')
    objects.set(id, { packed, links: linksOf(id, object) })
  }
  // isomorphic-git leaves out of its list what it cannot read.
  if (objects.size !== count) throw damagedAnswer()
  return objects
}

/**
 * Rejects with Failure 'bad-response' when an object refers to one that is
 * neither new nor stored. `shallow`: commits whose parents are not expected.
 */
export async function checkLinks(
  objects: UnpackedObjects,
  shallow: ReadonlySet<ObjectId>,
  stored: (id: ObjectId) => Promise<boolean>,
): Promise<void> {
  const outside = new Set<ObjectId>()
  for (const [id, { links }] of objects) {
    // The first link of a commit is its tree.
    for (const link of shallow.has(id) ? links.slice(0, 1) : links) {
      if (!objects.has(link)) outside.add(link)
    }
  }
  for (const id of outside) if (!(await stored(id))) throw damagedAnswer()
}

/**
 * Stores objects after those that they refer to, so that a page that is closed
 * in between leaves no object that is not whole.
 */
export async function storeObjects(
  files: GitFiles,
  objects: UnpackedObjects,
  { onProgress, signal }: GitCall,
): Promise<void> {
  let done = 0
  for (const batch of inOrder(objects)) {
    if (signal?.aborted) throw new Failure('aborted', 'Stopped.')
    await Promise.all(batch.map(([id, { packed }]) => files.write(objectPath(id), packed)))
    done += batch.length
    onProgress?.({ phase: 'storing', done, total: objects.size })
  }
}

/** Batches in which no object refers to one of its own or a later batch. */
function* inOrder(objects: UnpackedObjects): Generator<[ObjectId, UnpackedObject][]> {
  const ranks = new Map<ObjectId, number>()
  // Not recursive: a history may be longer than the call stack.
  for (const start of objects.keys()) {
    const path = [start]
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const links = objects.get(id)?.links.filter((link) => objects.has(link)) ?? []
      const open = links.filter((link) => !ranks.has(link))
      if (ranks.has(id) || open.length === 0) {
        ranks.set(id, 1 + Math.max(-1, ...links.map((link) => ranks.get(link) ?? -1)))
        path.pop()
      } else path.push(...open)
    }
  }
  const levels: [ObjectId, UnpackedObject][][] = []
  for (const entry of objects) (levels[ranks.get(entry[0]) ?? 0] ??= []).push(entry)
  for (const level of levels) {
    for (let at = 0; at < level.length; at += BATCH) yield level.slice(at, at + BATCH)
  }
}

/** git help: gitformat-pack. "PACK", version, number of objects; 32 bits each. */
function objectCount(pack: Uint8Array): number {
  if (pack.length < 12) throw damagedAnswer()
  const header = new DataView(pack.buffer, pack.byteOffset, 12)
  if (header.getUint32(0) !== 0x5041434b || header.getUint32(4) !== 2) throw damagedAnswer()
  return header.getUint32(8)
}

async function readPacked(local: Repository['local'], oid: ObjectId): Promise<GitObject> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one call that takes every kind of object
  const { type, object } = await damagedUnless(git.readObject({ ...local, oid, format: 'content' }))
  if (!(object instanceof Uint8Array)) throw damagedAnswer()
  if (object.length > MAX_OBJECT_BYTES) throw tooMuch('a file of more than 32 MB')
  return { type: type as GitObject['type'], body: object }
}

function linksOf(id: ObjectId, { type, body }: GitObject): ObjectId[] {
  try {
    switch (type) {
      case 'commit': {
        const { tree, parents } = decodeCommit(id, body)
        return [tree, ...parents]
      }
      case 'tree':
        return decodeTree(id, body)
          .filter(({ mode }) => mode !== MODES.submodule)
          .map((entry) => entry.id)
      case 'tag':
        return [decodeTag(id, body).target]
      case 'blob':
        return []
    }
  } catch (cause) {
    throw damagedAnswer(cause)
  }
}

function damagedUnless<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((cause: unknown) => {
    throw damagedAnswer(cause)
  })
}

function tooMuch(what: string): Failure {
  return new Failure('invalid', `The repository has ${what}. Nothing was stored.`, {
    hint: 'Clone only its newest version, or a smaller repository.',
  })
}
