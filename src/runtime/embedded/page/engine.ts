/** The preview document's end of the port to the engine worker. */
import type { CompileProblem, ModuleId } from '../module.ts'
import type { FileResult, LoadResult, PreviewNews, PreviewRequest } from '../protocol.ts'

/** What comes without being asked for. */
export type Unasked = Exclude<PreviewNews, { type: 'loaded' | 'file' }>

export interface Engine {
  /** Asks for the page at `path`; told as 'start'. */
  start(path: string): void
  load(ids: readonly ModuleId[]): Promise<LoadResult>
  resolve(from: ModuleId, specifier: string): Promise<LoadResult>
  file(path: string): Promise<FileResult>
  /** What needs no answer. */
  tell(request: Extract<PreviewRequest, { type: 'storage' | 'error' }>): void
}

/** `port` speaks only to the engine: what comes from it is trusted. */
export function createEngine(port: MessagePort, onNews: (news: Unasked) => void): Engine {
  const loads = new Map<number, (result: LoadResult) => void>()
  const files = new Map<number, (result: FileResult) => void>()
  let last = 0

  port.onmessage = ({ data: news }: MessageEvent<PreviewNews>) => {
    if (news.type === 'loaded') {
      loads.get(news.request)?.(news.result)
      loads.delete(news.request)
    } else if (news.type === 'file') {
      files.get(news.request)?.(news.result)
      files.delete(news.request)
    } else onNews(news)
  }

  const send = (request: PreviewRequest) => port.postMessage(request)
  const loaded = (request: number) =>
    new Promise<LoadResult>((resolve) => loads.set(request, resolve))
  return {
    start: (path) => send({ type: 'start', path }),
    load(ids) {
      const request = ++last
      send({ type: 'load', request, ids })
      return loaded(request)
    },
    resolve(from, specifier) {
      const request = ++last
      send({ type: 'resolve', request, from, specifier })
      return loaded(request)
    },
    file(path) {
      const request = ++last
      send({ type: 'file', request, path })
      return new Promise((resolve) => files.set(request, resolve))
    },
    tell: send,
  }
}

/** A problem as an error that a failed import rejects with. */
export function problemError(problem: CompileProblem): Error {
  const { file, line, column } = problem
  const place = file === undefined ? '' : ` (${placeOf({ file, line, column })})`
  return new SyntaxError(problem.message + place)
}

/** `src/App.tsx:3:7`, as far as it is known. */
export function placeOf({ file, line, column }: Omit<CompileProblem, 'message' | 'frame'>): string {
  return line === undefined ? (file ?? '') : `${file ?? ''}:${line}:${column ?? 0}`
}
