import { describe, expect, it } from 'vitest'
import { MAX_NAME, UNTITLED, cleanName, copyName, nameFromPrompt } from './naming.ts'

describe('nameFromPrompt', () => {
  it.each([
    ['a habit tracker with streaks', 'Habit tracker with streaks'],
    ['Build me a to-do app', 'To-do app'],
    ['Please create an invoice generator.', 'Invoice generator'],
    ['I want a chess clock!', 'Chess clock'],
    ["I'd like to make the best app", 'Best app'],
    ['Could you please write some notes app for me?', 'Notes app for me'],
    ['Let’s build a game', 'Game'],
    ['Pomodoro timer: 25 minutes work, 5 minutes break', 'Pomodoro timer'],
    ['kanban board\nwith three columns', 'Kanban board'],
    ['**Weather** dashboard', 'Weather dashboard'],
    ['version 2.0 of a calculator', 'Version 2.0 of a calculator'],
    ['Hello! Build me a map', 'Map'],
    ['makeup planner', 'Makeup planner'],
    ['ein Haushaltsbuch', 'Ein Haushaltsbuch'],
    ['écran de veille', 'Écran de veille'],
    ['', UNTITLED],
    ['  \n ', UNTITLED],
    ['build a', 'A'],
    ['???', UNTITLED],
  ])('makes of %j %j', (prompt, name) => expect(nameFromPrompt(prompt)).toBe(name))

  it('cuts a long one between words and leaves no loose end', () => {
    expect(nameFromPrompt('a recipe collection for families with the option to scale')).toBe(
      'Recipe collection for families',
    )
  })

  it('cuts a script without spaces between characters', () => {
    expect(nameFromPrompt('家'.repeat(100))).toBe('家'.repeat(40))
    expect(nameFromPrompt('😀'.repeat(100))).toBe('😀'.repeat(40))
  })
})

it('cleans what a person typed', () => {
  expect(cleanName('  My\n  app ')).toBe('My app')
  expect(cleanName(' \n')).toBe('')
  expect(cleanName('x'.repeat(500))).toHaveLength(MAX_NAME)
})

it('names a copy, however long the name is', () => {
  expect(copyName('Habits')).toBe('Habits copy')
  expect(copyName('x'.repeat(MAX_NAME))).toMatch(/^x+ copy$/)
  expect(copyName('x'.repeat(MAX_NAME))).toHaveLength(MAX_NAME)
})
