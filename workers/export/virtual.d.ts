/** What `tools/site/onePage.ts` makes of `src/onepage/`. */
declare module 'virtual:one-page' {
  export const script: string
  export const style: string
}
