/** Installs what is missing, then runs a TypeScript entry point in this process: `bootstrap('../start/main.ts')`. */
import { installIfMissing, ROOT } from './install.mjs'

/** @param {string} entry path of a TypeScript module, relative to the repository's root */
export async function bootstrap(entry) {
  try {
    installIfMissing()
    process.chdir(ROOT)
    const { tsImport } = await import('tsx/esm/api')
    await tsImport(`../../${entry}`, import.meta.url)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
