/** Every file of templates/react-ts as text; what npm and Vite generate there is left out. */
export const files = import.meta.glob<string>(
  [
    '../../../templates/react-ts/**/*',
    '../../../templates/react-ts/**/.*',
    '!**/node_modules/**',
    '!**/dist/**',
  ],
  { eager: true, query: '?raw', import: 'default', exhaustive: true },
)
