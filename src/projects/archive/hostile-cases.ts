import { deflateSync } from 'fflate'
import { encodeText } from '#workspace/workspace.ts'
import { rawZip, text } from './zip-fixture.ts'

const MB = 1024 * 1024
const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 4 : byte))
/** More than `bytes` says: 64 MB of zeros in 64 KB. */
const zeros = deflateSync(new Uint8Array(64 * MB))
const page = encodeText('<p>'.repeat(8_000))
const small = rawZip([text('a.txt', 'some content'), text('b/c.txt')])

/** Zips that are refused, each with a part of the reason. */
export const hostileZips: readonly (readonly [what: string, zip: Uint8Array, reason: RegExp])[] = [
  ['nothing at all', new Uint8Array(), /no list of contents/],
  ['something else', encodeText('<!doctype html>'.repeat(100)), /no list of contents/],
  ['cut', small.subarray(0, small.length - 30), /no list of contents/],
  ['cut at the front', small.subarray(30), /another place than it says/],
  ['a bomb that says so', rawZip([{ name: 'a', data: zeros, size: 64 * MB }]), /larger than 25 MB/],
  [
    'a bomb that lies about its size',
    rawZip([{ name: 'a', data: zeros, size: 1000 }]),
    /larger than it says/,
  ],
  [
    'a bomb in many parts',
    rawZip(Array.from({ length: 40 }, (_, i) => ({ name: `${i}`, data: zeros, size: 20 * MB }))),
    /more than 50 MB/,
  ],
  [
    'a bomb of entries that share their data',
    rawZip([
      { name: 'a', data: zeros, size: 20 * MB },
      { name: 'a', data: zeros, sameAs: 0 },
    ]),
    /overlap/,
  ],
  [
    '100,000 empty files, counted modulo 65,536 as zip does',
    rawZip(Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}`, method: 0 }))),
    /holds 34464 entries/,
  ],
  [
    'more entries than it counts',
    rawZip([text('a'), text('b'), text('c')], { count: 2 }),
    /lists more than it says/,
  ],
  ['fewer entries than it counts', rawZip([text('a')], { count: 2 }), /damaged list/],
  ['one part of several', rawZip([text('a')], { disk: 1 }), /several parts/],
  ['a list at another place', rawZip([text('a')], { listShift: -1 }), /another place/],
  ['zip64', rawZip([{ ...text('a'), size: 0xffffffff }]), /zip64/],
  ['zip64 by its count', rawZip([text('a')], { count: 0xffff }), /zip64/],
  ['a wrong version', rawZip([{ ...text('a'), version: 99 }]), /a compression that is not read/],
  ['another compression', rawZip([{ ...text('a'), method: 14 }]), /a compression that is not read/],
  ['encryption', rawZip([{ ...text('a'), flags: 0x0801 }]), /is encrypted/],
  ['a wrong checksum', rawZip([{ ...text('a'), crc: 1 }]), /does not match its checksum/],
  ['a flipped bit in the data', flip(small, 40), /damaged|inflated/],
  ['a cut entry', rawZip([{ ...text('a', 'abc'), data: Uint8Array.of(0x4b) }]), /inflated/],
  ['two sizes', rawZip([{ ...text('a'), method: 0, size: 7 }]), /two sizes/],
  ['less than it says', rawZip([{ ...text('a'), size: 7 }]), /smaller than it says/],
  ['another name inside', rawZip([{ ...text('a'), localName: 'b' }]), /two different things/],
  ['another size inside', rawZip([{ ...text('a'), localSize: 9 }]), /two different things/],
  ['a name in Latin-1', rawZip([{ name: Uint8Array.of(0xfc), method: 0 }]), /not UTF-8/],
  ['traversal', rawZip([text('../../.bashrc')]), /contains "\.\."/],
  ['traversal out of a skipped folder', rawZip([text('node_modules/../../x')]), /contains "\.\."/],
  ['an absolute path', rawZip([text('/etc/passwd')]), /is absolute/],
  ['a drive', rawZip([text('C:/x')]), /is absolute/],
  ['a backslash', rawZip([text('..\\x')]), /contains a backslash/],
  ['NUL', rawZip([text('a.png\0.ts')]), /NUL/],
  ['an empty name', rawZip([text('a//b')]), /empty folder or file name/],
  ['a long name', rawZip([text('a'.repeat(300))]), /longer than 255 bytes/],
  ['two files that differ in case', rawZip([text('App.ts'), text('app.ts')]), /the same on many/],
  ['two folders that differ in case', rawZip([text('A/b'), text('a/c')]), /the same on many/],
  ['two ways to write é', rawZip([text('\u00e9'), text('e\u0301')]), /the same on many/],
  ['one file twice', rawZip([text('a'), text('a')]), /"a" twice/],
  ['a file that is a folder', rawZip([text('a'), text('a/b')]), /"a" twice/],
  ['a symbolic link', rawZip([{ ...text('a', '/etc/passwd'), mode: 0o120777 }]), /a link/],
  ['a device', rawZip([{ ...text('a'), mode: 0o020666 }]), /a link or a device/],
  [
    'as many files as a project may have, the last of them damaged',
    rawZip(
      Array.from({ length: 2000 }, (_, i) => ({
        name: `${i}`,
        bytes: page,
        ...(i === 1999 && { crc: 1 }),
      })),
    ),
    /does not match its checksum/,
  ],
]
