/** Every file of templates/vanilla-ts as text; what npm and Vite generate there is left out. */
export const files = import.meta.glob<string>(
  [
    '../../../templates/vanilla-ts/**/*',
    '../../../templates/vanilla-ts/**/.*',
    '!**/node_modules/**',
    '!**/dist/**',
  ],
  { eager: true, query: '?raw', import: 'default', exhaustive: true },
)
