import { describe, expect, it } from 'vitest'
import type { CompiledModule } from '../module.ts'
import { createConnection } from './connection.ts'

const module = (change: Partial<CompiledModule> = {}): CompiledModule => ({
  id: '/src/App.svelte',
  format: 'esm',
  code: 'one',
  imports: [],
  links: {},
  ...change,
})

describe('a connection', () => {
  const connect = () => {
    const { port1, port2 } = new MessageChannel()
    port2.close()
    return createConnection(port1)
  }

  it('sends a module again only when running it again makes a difference', () => {
    const connection = connect()
    expect(connection.take([module()])).toHaveLength(1)
    expect(connection.take([module()])).toEqual([])
    expect(connection.take([module({ code: 'two' })])).toHaveLength(1)
    expect(connection.take([module({ code: 'two', imports: ['./a.ts'] })])).toHaveLength(1)
  })

  it('does not start a component anew because its style moved its script', () => {
    const connection = connect()
    connection.take([module({ map: '{"mappings":"AAAA"}' })])
    expect(connection.take([module({ map: '{"mappings":"AAEA"}' })])).toEqual([])
  })
})
