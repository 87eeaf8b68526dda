/** Serves the built page on this machine with the headers it needs. */

export interface Site {
  /** Ends with a slash. */
  readonly url: string
  /** The address that was asked for, where another program had its port; null where it was free. */
  readonly taken: string | null
  close(): Promise<void>
}

/** The first port tried: the same at every start, because browsers keep runs by address. */
const USUAL_PORT = 4173

/** Serves `dist` on `port`, or on the next free one unless `strictPort`. Throws when a strict port is taken. Signals are the caller's to listen for. */
export async function serve(options: { port?: number; strictPort?: boolean } = {}): Promise<Site> {
  const { port = USUAL_PORT, strictPort = false } = options
  // Read here, so that whoever serves can have a browser start beside it.
  const { preview } = await import('vite')
  const before = process.listeners('SIGTERM')
  const server = await preview({ logLevel: 'error', preview: { port, strictPort, host: 'localhost' } })
  // Vite's own listener ends the process, with whatever else is open in it.
  for (const listener of process.listeners('SIGTERM')) if (!before.includes(listener)) process.off('SIGTERM', listener)
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error(`The server has no address on port ${port}`)
  const wanted = new URL(url)
  wanted.port = String(port)
  return { url, taken: wanted.href === url ? null : wanted.href, close: () => server.close() }
}
