/** TypeScript's libraries of the language itself, and those of the host that are small. */
export const texts = import.meta.glob<string>(
  [
    '/node_modules/typescript/lib/lib*.d.ts',
    '!/node_modules/typescript/lib/lib.dom.*',
    '!/node_modules/typescript/lib/lib.webworker.*',
    '!/node_modules/typescript/lib/lib.scripthost.*',
  ],
  { query: '?raw', import: 'default', eager: true },
)
