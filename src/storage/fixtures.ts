import type { Part, TextPart, ToolPart, Turn } from '#agent/events.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import type { ProjectRecord } from './records.ts'

/** Stored things for tests, valid as they are. */

export function projectRecord(change: Partial<ProjectRecord> = {}): ProjectRecord {
  return {
    id: 'p1',
    name: 'Habit tracker',
    template: 'react-ts',
    createdAt: 1,
    updatedAt: 1,
    openedAt: 1,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: false,
    ...change,
  }
}

export function files(...paths: string[]): FileTree {
  return new Map(paths.map((path) => [path, encodeText(`content of ${path}`)]))
}

export function turn(change: Partial<Turn> = {}): Turn {
  return {
    id: 't1',
    index: 0,
    status: 'running',
    startedAt: 1,
    endedAt: undefined,
    model: 'test-model',
    usage: {
      inputTokens: undefined,
      outputTokens: undefined,
      cachedTokens: undefined,
      reasoningTokens: undefined,
    },
    failure: undefined,
    ...change,
  }
}

export function userPart(text: string, turnId = 't1'): Extract<Part, { kind: 'user' }> {
  return { kind: 'user', id: `${turnId}-user`, turnId, index: 0, step: 0, text }
}

export function textPart(index: number, text: string, turnId = 't1'): TextPart {
  return { kind: 'text', id: `${turnId}-${index}`, turnId, index, step: 0, text }
}

export function writePart(index: number, path: string, output?: string, turnId = 't1'): ToolPart {
  return {
    kind: 'tool',
    id: `${turnId}-${index}`,
    turnId,
    index,
    step: 0,
    callId: `call-${index}`,
    tool: 'write',
    input: { path, content: 'x' },
    startedAt: 1,
    endedAt: output === undefined ? undefined : 2,
    result: output === undefined ? undefined : { status: 'ok', output, summary: '+1' },
  }
}
