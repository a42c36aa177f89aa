import { describe, expect, it } from 'vitest'
import { checkBaseURL } from './base-url.ts'

describe('checkBaseURL', () => {
  it.each([
    'https://api.openai.com/v1',
    'http://localhost:11434/v1',
    'http://127.0.0.1:1234/v1',
    'http://[::1]:1234/v1',
  ])('accepts %s', (address) => {
    expect(checkBaseURL(address)).toEqual({ ok: true, baseURL: address, warning: undefined })
  })

  it('takes off spaces and trailing slashes', () => {
    expect(checkBaseURL(' https://a.example/v1// ')).toMatchObject({
      baseURL: 'https://a.example/v1',
    })
  })

  it.each([
    'http://192.168.1.4:11434/v1',
    'http://10.0.0.2/v1',
    'http://box.local/v1',
    'http://nas/v1',
  ])('warns of plain http to %s', (address) => {
    expect(checkBaseURL(address)).toMatchObject({
      ok: true,
      warning: expect.stringContaining('Plain http') as string,
    })
  })

  it.each([
    ['', 'Enter the address'],
    ['api.example.com/v1', 'Start with https://'],
    ['ftp://a.example', 'Start with https://'],
    ['https://', 'Start with https://'],
    ['http://api.example.com/v1', 'Use https://'],
    ['http://10.example.com/v1', 'Use https://'],
    ['https://me:secret@a.example/v1', 'Leave the name and password out'],
    ['https://a.example/v1?key=x', 'Leave out everything'],
  ])('refuses "%s"', (address, problem) => {
    expect(checkBaseURL(address)).toEqual({
      ok: false,
      problem: expect.stringContaining(problem) as string,
    })
  })
})
