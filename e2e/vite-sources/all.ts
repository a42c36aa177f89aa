import { aliasObject, aliasArray } from './aliases.ts'
import { assets } from './assets.ts'
import { builtins } from './builtins.ts'
import { classes } from './classes.ts'
import { css } from './css.ts'
import { cssImport } from './css-import.ts'
import { cssModules } from './css-modules.ts'
import { decoratorsExperimental } from './decorators-experimental.ts'
import { decoratorsStandard } from './decorators-standard.ts'
import { dynamicImport } from './dynamic-import.ts'
import { enums } from './enums.ts'
import { env } from './env.ts'
import { errors } from './errors.ts'
import { glob } from './glob.ts'
import { htmlPage } from './html-page.ts'
import { json } from './json.ts'
import { jsx } from './jsx.ts'
import { modules } from './modules.ts'
import { publicFiles } from './public-files.ts'
import { queries } from './queries.ts'
import { react } from './react.ts'
import { reactJavaScript } from './react-javascript.ts'
import { routing } from './routing.ts'
import { storage } from './storage.ts'
import { svelte } from './svelte.ts'
import { tailwind } from './tailwind.ts'
import { tsx } from './tsx.ts'
import { types } from './types.ts'
import { using } from './using.ts'
import { vue } from './vue.ts'
import { webApis } from './web-apis.ts'
import { workers } from './workers.ts'
import type { Source } from './source.ts'

export const sources: readonly Source[] = [
  types,
  tsx,
  jsx,
  enums,
  decoratorsStandard,
  decoratorsExperimental,
  classes,
  using,
  modules,
  dynamicImport,
  css,
  cssModules,
  cssImport,
  json,
  queries,
  assets,
  publicFiles,
  env,
  glob,
  aliasObject,
  aliasArray,
  workers,
  htmlPage,
  react,
  reactJavaScript,
  vue,
  svelte,
  tailwind,
  routing,
  storage,
  builtins,
  webApis,
  errors,
]
