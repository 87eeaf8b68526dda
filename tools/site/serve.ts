/** Serves the built page on this machine with the headers it needs. */
import { createServer, type Server } from 'node:http'
import sirv from 'sirv'
import { DIST } from './folder'
import { headersOf } from './headers'
import { safely } from './safely'

export interface Site {
  /** Ends with a slash. */
  readonly url: string
  /** The address that was asked for, where another program had its port; null where it was free. */
  readonly taken: string | null
  /** Again it does nothing. */
  close(): Promise<void>
}

/** The first port tried: the same at every start, because browsers keep runs by address. */
const USUAL_PORT = 4173

/** Ports tried, one after another, where those before are taken. */
const MOST_TRIED = 100

const HOST = 'localhost'

/** Whether the server has the port; false where another program has it. Rejects with what else the system says. */
const listens = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))
    server.once('error', failed)
    server.listen(port, HOST, () => {
      server.off('error', failed)
      resolve(true)
    })
  })

export interface ServeOptions {
  readonly port?: number
  readonly strictPort?: boolean
  /** Of the built site; `dist` unless given. */
  readonly folder?: string
}

/** Serves the built site on `port`, or on the next free one unless `strictPort`. Throws when a strict port is taken. Signals are the caller's to listen for. */
export async function serve(options: ServeOptions = {}): Promise<Site> {
  const { port = USUAL_PORT, strictPort = false, folder = DIST } = options
  // `dev`: files are looked for when they are asked for, since a build may come while this serves.
  const files = sirv(folder, {
    dev: true,
    etag: true,
    setHeaders(response, path) {
      for (const [name, value] of Object.entries(headersOf(path, 'production'))) response.setHeader(name, value)
    },
  })
  const server = createServer(
    safely(
      (request, response) => {
        // The page asks for none, and sirv takes one that runs backwards for a file to be opened.
        delete request.headers.range
        files(request, response, () => {
          response.writeHead(404, headersOf('', 'production')).end()
        })
      },
      headersOf('', 'production'),
    ),
  )
  let got = port
  while (!(await listens(server, got))) {
    if (strictPort) throw new Error(`Port ${port} is already in use`)
    if (++got >= port + MOST_TRIED || got > 65_535) throw new Error(`Ports ${port} to ${got - 1} are already in use`)
  }
  const address = (at: number) => `http://${HOST}:${at}/`
  return {
    url: address(got),
    taken: got === port ? null : address(port),
    close: () =>
      new Promise((resolve, reject) => {
        if (!server.listening) return resolve()
        server.close((error) => (error ? reject(error) : resolve()))
        // A browser keeps its connections open for whatever it may ask next.
        server.closeAllConnections()
      }),
  }
}
