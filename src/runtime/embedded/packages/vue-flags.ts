/**
 * What Vue's own plugin for Vite defines; without it Vue warns on every page.
 * For all packages: libraries around Vue ask for the same names.
 */
export const VUE_FLAGS: Readonly<Record<string, string>> = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}
