import type { Writer } from './bytes.ts'
import { bodyOf } from './fixtures.ts'
import { MAX_BODY } from './link.ts'

/** A body that writes empty files at these paths. */
export function filesAt(...paths: string[]): Uint8Array {
  return changes(paths.length, (writer) => {
    for (const path of paths) {
      writer.text(path)
      writer.raw([0, 0])
    }
  })
}

export function changes(count: number, write: (writer: Writer) => void): Uint8Array {
  return bodyOf((writer) => {
    writer.text('x')
    writer.number(count)
    write(writer)
  })
}

/** Nearly as large as a body can be, and refused for its last byte. */
function large(): Uint8Array {
  const honest = changes(1, (writer) => {
    writer.text('a')
    writer.number(0)
    writer.bytes(new Uint8Array(MAX_BODY - 20).fill(97))
  })
  const body = new Uint8Array(honest.length + 1)
  body.set(honest)
  return body
}

const collide = 'are the same on some computers'

/** Bodies of links that are refused, each with a part of the reason. */
export const hostileBodies: readonly (readonly [what: string, body: Uint8Array, reason: string])[] =
  [
    ['traversal', filesAt('../x'), 'contains ".."'],
    ['traversal inside', filesAt('src/../../x'), 'contains ".."'],
    ['an absolute path', filesAt('/etc/passwd'), 'is absolute'],
    ['a drive', filesAt('C:/x'), 'is absolute'],
    ['a backslash', filesAt('src\\x'), 'contains a backslash'],
    ['a NUL', filesAt('src/x\0.ts'), 'contains a NUL character'],
    ['a control character', filesAt('src/\u001b[2J'), 'contains a control character'],
    ['an empty path', filesAt(''), 'the path is empty'],
    ['a long path', filesAt('x/'.repeat(600) + 'x'), 'is longer than 1024 bytes'],
    ['a long name', filesAt('x'.repeat(300)), 'has a name longer than 255 bytes'],
    ['a deep path', filesAt('x/'.repeat(40) + 'x'), 'has more than 32 folders'],
    ['a name that turns around', filesAt('src/\u202ext.exe'), 'hides how it reads'],
    ['git hooks', filesAt('.git/hooks/post-checkout'), 'links never carry ".git/hooks'],
    ['git in capitals', filesAt('a/.GIT/config'), 'links never carry'],
    ['git with a shapeless character', filesAt('.g\u200dit/config'), 'links never carry'],
    ['git as Windows shortens it', filesAt('GIT~1/config'), 'links never carry'],
    ['git with a dot behind it', filesAt('.git. /config'), 'links never carry'],
    ['git as a stream', filesAt('.git::$INDEX_ALLOCATION/config'), 'links never carry'],
    ['.env', filesAt('.env'), 'links never carry ".env"'],
    ['.env of a server', filesAt('server/.Env.local'), 'links never carry'],
    ['node_modules', filesAt('node_modules/react/index.js'), 'links never carry'],
    ['dist', filesAt('dist/index.html'), 'links never carry'],
    ['a case collision', filesAt('App.ts', 'app.ts'), collide],
    ['a collision of folders', filesAt('Src/x.ts', 'src/y.ts'), collide],
    ['a collision of accents', filesAt('cafe\u0301', 'caf\u00e9'), collide],
    ['a collision of sharp s', filesAt('STRASSE', 'stra\u00dfe'), collide],
    ['a collision of trailing dots', filesAt('a', 'a.'), collide],
    ['a file that is a folder', filesAt('src', 'src/a.ts'), '"src" is both a file and a folder'],
    ['one path twice', filesAt('a', 'a'), '"a" stands in the wrong place'],
    ['paths out of order', filesAt('b', 'a'), '"a" stands in the wrong place'],
    [
      '100,000 empty files',
      changes(100_000, (writer) => writer.raw([1, 97, 0, 0])),
      'it holds 100000 files',
    ],
    [
      '2,001 empty files',
      filesAt(...Array.from({ length: 2001 }, (_, i) => String(i).padStart(4, '0'))),
      'it holds 2001 files',
    ],
    [
      'a name with a line end',
      bodyOf((writer) => writer.text('a\nb')),
      'its name is too long or hides characters',
    ],
    [
      'a long name of the project',
      bodyOf((writer) => writer.text('x'.repeat(61))),
      'its name is too long',
    ],
    [
      'a name that is not UTF-8',
      bodyOf((writer) => writer.bytes(Uint8Array.of(0xc3, 0x28))),
      'text that is not UTF-8',
    ],
    [
      'an overlong slash',
      changes(1, (writer) => writer.bytes(Uint8Array.of(0x2e, 0xc0, 0xaf))),
      'text that is not UTF-8',
    ],
    [
      'half a surrogate pair',
      changes(1, (writer) => writer.bytes(Uint8Array.of(0xed, 0xa0, 0x80))),
      'text that is not UTF-8',
    ],
    [
      'a number with needless bytes',
      bodyOf((writer) => writer.raw([0x80, 0])),
      'a number that is not written as',
    ],
    [
      'a number without an end',
      bodyOf((writer) => writer.raw([255, 255, 255, 255, 1])),
      'a number that is not written as',
    ],
    [
      'a file beyond the end',
      changes(1, (writer) => writer.raw([1, 97, 0, 100])),
      'it ends too early',
    ],
    [
      'an unknown change',
      changes(1, (writer) => writer.raw([1, 97, 3])),
      'it does something unknown to "a"',
    ],
    [
      'bytes behind the last file',
      Uint8Array.of(...filesAt('a'), 0),
      'something is left over at its end',
    ],
    [
      'a deletion without a template',
      changes(1, (writer) => writer.raw([1, 97, 2])),
      'its template has no file "a"',
    ],
    ['nothing at all', new Uint8Array(), 'it ends too early'],
    [
      'as much as links may hold, and a byte behind it',
      large(),
      'something is left over at its end',
    ],
  ]
