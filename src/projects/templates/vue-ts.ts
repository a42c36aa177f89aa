/** Every file of templates/vue-ts as text; what npm and Vite generate there is left out. */
export const files = import.meta.glob<string>(
  [
    '../../../templates/vue-ts/**/*',
    '../../../templates/vue-ts/**/.*',
    '!**/node_modules/**',
    '!**/dist/**',
  ],
  { eager: true, query: '?raw', import: 'default', exhaustive: true },
)
