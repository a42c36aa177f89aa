import { base64 } from '../base64.ts'
import { CLIENT_MODULES } from '../module.ts'
import { emitModule, emitText, quote } from './emit.ts'
import { mimeOf } from './mime.ts'
import type { Transformed } from './transform.ts'

/** What Vite takes as an asset when it is imported with no query. */
export const ASSET_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'apng avif bmp cur gif ico jfif jpeg jpg jxl pjp pjpeg png svg webp ' +
    'aac flac m4a mov mp3 mp4 ogg opus vtt wav webm ' +
    'eot otf ttf woff woff2 pdf txt webmanifest'
  ).split(' '),
)

/** The default export is an address of the file. */
export function transformAsset(path: string, bytes: Uint8Array): Transformed {
  return assetOf(bytes, mimeOf(path))
}

export function assetOf(bytes: Uint8Array, mime: string): Transformed {
  return {
    format: 'asset',
    code: '',
    imports: [],
    dynamicImports: [],
    asset: { bytes, mime },
    dependencies: [],
    dependsOnPaths: false,
  }
}

/** The default export is the file as a data address. */
export function transformInline(path: string, bytes: Uint8Array): Transformed {
  return emitText(`data:${mimeOf(path)};base64,${base64(bytes)}`)
}

/** The default export is the file's text. */
export function transformRaw(bytes: Uint8Array): Transformed {
  return emitText(decode(bytes))
}

/** `import init from './x.wasm?init'`: a function that takes the imports and gives an instance. */
export function transformWasmInit(path: string): Transformed {
  return emitModule({
    imports: [`/${path}?url`],
    exports: new Map([['default', 'init']]),
    body: [
      'async function init(imports = {}) {',
      '  const answer = await fetch($i[0].default);',
      '  const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);',
      '  return instance;',
      '}',
    ].join('\n'),
  })
}

/** `?worker` and its kin: the preview document knows how a module becomes a worker. */
export function transformWorker(
  path: string,
  kind: 'workerClass' | 'workerAddress' | 'sharedWorkerClass',
): Transformed {
  const id = `/${path}`
  return emitModule({
    imports: [CLIENT_MODULES.client],
    dynamicImports: [id],
    exports: new Map([['default', 'made']]),
    body: `const made = $i[0].${kind}(${quote(id)})`,
  })
}

/** UTF-8 without its mark; what is no UTF-8 becomes replacement characters. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
