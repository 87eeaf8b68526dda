/** What is said once the results of a run are written, or are not. */
import type { Studio } from '../studio'
import { type Saved, writeFault } from './out'
import type { PushTarget } from './push'
import { printable } from './terminal'

interface Says {
  line(text: string): void
  /** On stderr. */
  error(text: string): void
}

/**
 * Tells what was written and what was not; what a run has learned is never thrown away because a file could not be written. Resolves with the exit code.
 * Where that is not 0 the browser is closed, and its run kept.
 * @param push what was to be pushed to; null for nothing
 */
export async function tellSaved(
  { written, failed }: Saved,
  studio: Pick<Studio, 'url' | 'closeAndKeep'>,
  push: PushTarget | null,
  says: Says,
): Promise<0 | 1> {
  for (const path of written) says.line(`wrote ${path}`)
  if (failed.length === 0) return 0
  const profile = await studio.closeAndKeep()
  for (const { path, error } of failed) says.error(printable(`"${path}" could not be written (${writeFault(error)}).`))
  const { port } = new URL(studio.url)
  says.error(
    printable(
      `The run is kept in the browser profile "${profile}": "npm start -- --strict-port --port ${port}", then start Chromium with --user-data-dir="${profile}" at ${studio.url}#/runs and download the rest there.`,
    ),
  )
  if (push) says.error(printable(`Nothing was pushed to "${push.repository}": push the model from there as well, in Use.`))
  return 1
}
