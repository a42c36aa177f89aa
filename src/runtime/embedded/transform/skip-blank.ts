/** The place behind white space and comments that begin at `at`. */
export function skipBlank(source: string, at: number): number {
  const blank = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y
  blank.lastIndex = at
  blank.exec(source)
  return blank.lastIndex
}
