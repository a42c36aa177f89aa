/** Every file of templates/svelte-ts as text; what npm and Vite generate there is left out. */
export const files = import.meta.glob<string>(
  [
    '../../../templates/svelte-ts/**/*',
    '../../../templates/svelte-ts/**/.*',
    '!**/node_modules/**',
    '!**/dist/**',
  ],
  { eager: true, query: '?raw', import: 'default', exhaustive: true },
)
