/** Says what was written, as Vite does: sizes in kB, compressed ones too for text. */
export async function printBuild(
  folder: string,
  output: ReadonlyMap<string, Uint8Array>,
  milliseconds: number,
  print: (text: string) => void,
): Promise<void> {
  const width = Math.max(...[...output.keys()].map((path) => folder.length + 1 + path.length))
  for (const [path, bytes] of output) {
    const size = `${kilobytes(bytes.length)} kB`
    const isText = /\.(?:html|js|css|svg|json|txt)$/.test(path)
    const gzip = isText ? ` │ gzip: ${kilobytes(await gzipSize(bytes))} kB` : ''
    print(`${`${folder}/${path}`.padEnd(width)}  ${size.padStart(11)}${gzip}\n`)
  }
  print(`✓ built in ${(milliseconds / 1000).toFixed(2)}s\n`)
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(2)
}

async function gzipSize(bytes: Uint8Array): Promise<number> {
  const stream = new Blob([Uint8Array.from(bytes)])
    .stream()
    .pipeThrough(new CompressionStream('gzip'))
  return (await new Response(stream).arrayBuffer()).byteLength
}
