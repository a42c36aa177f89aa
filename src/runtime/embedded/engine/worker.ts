/**
 * The engine worker: compiles, installs, builds and runs commands for one
 * project. It holds code that nobody has checked as text, and never runs it.
 */
import { asFailure, failureData } from '#failure.ts'
import type { EngineCall, EngineNews } from '../protocol.ts'
import { createEngine, type Engine } from './engine.ts'

let engine: Engine | undefined

function tell(news: EngineNews): void {
  self.postMessage(news)
}

async function answer(call: Extract<EngineCall, { readonly call: number }>): Promise<void> {
  try {
    if (call.type === 'boot') engine = createEngine(call.options, tell)
    const value = call.type === 'boot' ? undefined : await engine?.call(call)
    tell({ type: 'result', call: call.call, value })
  } catch (error) {
    tell({ type: 'result', call: call.call, failure: failureData(asFailure(error)) })
  }
}

self.onmessage = ({ data }: MessageEvent<EngineCall>) => {
  if ('call' in data) void answer(data)
  else engine?.take(data)
}
