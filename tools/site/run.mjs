/** Installs what is missing, then runs a TypeScript entry point in this process: `bootstrap('../start/main.ts')`. */
import { installIfMissing, ROOT } from './install.mjs'

/**
 * Ends this process as a signal would when whoever started it is gone. npm sends its signals to the shell that it runs a script with,
 * and a shell keeps them to itself: without this, ending npm would leave a training or a server behind.
 */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

/**
 * @param {string} entry path of a TypeScript module, relative to the repository's root
 * @param {string} [lastLine] printed at the end where it could not be run
 */
export async function bootstrap(entry, lastLine) {
  try {
    installIfMissing()
    process.chdir(ROOT)
    endWithNpm()
    const { tsImport } = await import('tsx/esm/api')
    await tsImport(`../../${entry}`, import.meta.url)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    if (lastLine) console.log(lastLine)
    process.exit(1)
  }
}
