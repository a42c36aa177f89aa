/**
 * One file in, one module out. Knows nothing of other files but through
 * `Surroundings`; resolves nothing: what it finds imported, dev/ resolves.
 */
import type { ModuleFormat } from '../module.ts'

export interface TransformInput {
  /** Path in the project: `src/App.tsx`. Files of packages: `node_modules/x/style.css`. */
  readonly path: string
  /** Without the `?`: `raw`, `url`, `inline`, `worker`, `vue&type=style&index=0`; '' for none. */
  readonly query: string
  readonly bytes: Uint8Array
}

/** What a transform may ask of the project. */
export interface Surroundings {
  /** `serve` is what previews run; `build` is for `vite build`. */
  readonly command: 'serve' | 'build'
  readonly config: ProjectConfig
  /** import.meta.env */
  readonly env: Readonly<Record<string, string | boolean>>
  /** A project file's text (preprocessors, `<script src>`); undefined when there is none. */
  text(path: string): string | undefined
  /** Every path of the project, for import.meta.glob and Tailwind's candidates. */
  paths(): readonly string[]
  /** A file of an installed package by specifier (`tailwindcss/theme.css`), as seen from `from`. */
  packageText(specifier: string, from: string): Promise<{ path: string; text: string } | undefined>
}

/** What of vite.config is known without running it (dev/config.ts reads it). */
export interface ProjectConfig {
  readonly base: string
  /** In order; `find` as a prefix of whole path segments, or as an expression. */
  readonly alias: readonly { readonly find: string | RegExp; readonly replacement: string }[]
  readonly define: Readonly<Record<string, string>>
  /** Which of the known plugins the project uses. */
  readonly plugins: ReadonlySet<'react' | 'vue' | 'svelte' | 'tailwindcss'>
  readonly publicDir: string
  readonly outDir: string
  readonly envPrefix: readonly string[]
  readonly css: { readonly modulesLocals?: 'camelCase' | 'camelCaseOnly' | 'dashes' | 'dashesOnly' }
  /** tsconfig's `paths`, only where the project has Vite follow them; targets are paths in the project. */
  readonly paths?: readonly { readonly pattern: string; readonly targets: readonly string[] }[]
  /** `resolve.extensions`; undefined stands for Vite's own list. */
  readonly extensions?: readonly string[]
  /** tsconfig's `jsx`, `jsxImportSource`, `experimentalDecorators`, `useDefineForClassFields`. */
  readonly compiler: {
    readonly jsxImportSource: string
    readonly jsxRuntime: 'automatic' | 'classic'
    readonly experimentalDecorators: boolean
    readonly emitDecoratorMetadata: boolean
    readonly useDefineForClassFields: boolean
    /** True: imports that are not used stay. Undefined stands for false. */
    readonly verbatimModuleSyntax?: boolean
  }
  /** Plugins and settings that are not known: shown to the person, one line each. */
  readonly warnings: readonly string[]
}

export interface Transformed {
  readonly format: ModuleFormat
  readonly code: string
  /** Specifiers of the static imports, in the order of `$i`; each once. */
  readonly imports: readonly string[]
  /** For each of `imports`, the names that are imported from it by name. */
  readonly names?: readonly (readonly string[])[] | undefined
  /** Specifiers of `import()` calls and `new URL(…, import.meta.url)` that are written down. */
  readonly dynamicImports: readonly string[]
  readonly map?: string | undefined
  readonly asset?: { readonly bytes: Uint8Array; readonly mime: string } | undefined
  /**
   * Only in builds: a style sheet that belongs into a CSS file. A number in
   * `pieces` stands for the address of that one of `assets`, which are specifiers.
   */
  readonly style?:
    | { readonly pieces: readonly (string | number)[]; readonly assets: readonly string[] }
    | undefined
  /** For people, one line each: what the compiler of a language advises. */
  readonly warnings?: readonly string[] | undefined
  readonly refreshBoundary?: boolean | undefined
  /** Other project files that the result was made from: when one changes, it is made anew. */
  readonly dependencies: readonly string[]
  /** True: made from the set of paths (import.meta.glob, Tailwind), so made anew when a file comes or goes. */
  readonly dependsOnPaths: boolean
  /** True: made from the text of every file (Tailwind). */
  readonly dependsOnAllText?: boolean | undefined
}

/** Throws CompileError for what does not compile, with file, line, column and frame. */
export type Transform = (input: TransformInput, around: Surroundings) => Promise<Transformed>
