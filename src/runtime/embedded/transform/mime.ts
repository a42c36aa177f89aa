/** What a static server says of a file by its extension. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    apng: 'image/apng',
    avif: 'image/avif',
    bmp: 'image/bmp',
    cur: 'image/x-icon',
    gif: 'image/gif',
    ico: 'image/x-icon',
    jfif: 'image/jpeg',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    jxl: 'image/jxl',
    pjp: 'image/jpeg',
    pjpeg: 'image/jpeg',
    png: 'image/png',
    svg: 'image/svg+xml',
    webp: 'image/webp',

    aac: 'audio/aac',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    mov: 'video/quicktime',
    mp3: 'audio/mpeg',
    mp4: 'video/mp4',
    ogg: 'audio/ogg',
    ogv: 'video/ogg',
    opus: 'audio/ogg',
    vtt: 'text/vtt',
    wav: 'audio/wav',
    webm: 'video/webm',

    eot: 'application/vnd.ms-fontobject',
    otf: 'font/otf',
    ttf: 'font/ttf',
    woff: 'font/woff',
    woff2: 'font/woff2',

    css: 'text/css',
    csv: 'text/csv',
    geojson: 'application/geo+json',
    glb: 'model/gltf-binary',
    gltf: 'model/gltf+json',
    htm: 'text/html',
    html: 'text/html',
    js: 'text/javascript',
    json: 'application/json',
    map: 'application/json',
    md: 'text/markdown',
    mjs: 'text/javascript',
    pdf: 'application/pdf',
    txt: 'text/plain',
    wasm: 'application/wasm',
    webmanifest: 'application/manifest+json',
    xml: 'application/xml',
  }),
)

/** The media type of a path, without parameters. */
export function mimeOf(path: string): string {
  return TYPES.get(extensionOf(path)) ?? 'application/octet-stream'
}

/** In lower case, without the dot; '' for none. */
export function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
}
