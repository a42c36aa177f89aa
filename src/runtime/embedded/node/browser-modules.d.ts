/** Packages that are Node's own modules for browsers, without types of their own. */
declare module 'path-browserify' {
  import path from 'node:path'
  export default path.posix
}

declare module 'readable-stream' {
  import stream from 'node:stream'
  export = stream
}
