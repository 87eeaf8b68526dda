/** Serves the built page on this machine with the headers it needs. */
import { preview } from 'vite'

export interface Site {
  /** Ends with a slash. */
  readonly url: string
  close(): Promise<void>
}

/** The first port tried: the same at every start, because browsers keep runs by address. */
const USUAL_PORT = 4173

/** Serves `dist` on `port`, or on the next free one unless `strictPort`. Throws when a strict port is taken. */
export async function serve(options: { port?: number; strictPort?: boolean } = {}): Promise<Site> {
  const { port = USUAL_PORT, strictPort = false } = options
  const server = await preview({ logLevel: 'error', preview: { port, strictPort, host: 'localhost' } })
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error(`The server has no address on port ${port}`)
  return { url, close: () => server.close() }
}
