/** Every file of templates/react-tailwind-ts as text; what npm and Vite generate there is left out. */
export const files = import.meta.glob<string>(
  [
    '../../../templates/react-tailwind-ts/**/*',
    '../../../templates/react-tailwind-ts/**/.*',
    '!**/node_modules/**',
    '!**/dist/**',
  ],
  { eager: true, query: '?raw', import: 'default', exhaustive: true },
)
