/** Serves the built studio and opens it: what `npm start` and the packed command share. */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type ServeOptions, serve } from '../site/serve'
import { movedNotice } from './moved'

const help = (command: string) => `${command} [--port N] [--strict-port] [--no-open]

  --port N       serve on port N, or on the next free one (default 4173)
  --strict-port  fail when that port is taken
  --no-open      open no browser
`

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port wants a number from 1 to 65535, not "${text}"`)
  return port
}

/** Opens `url` where somebody sits at a desktop; a machine without an opener only has the address printed. */
function openBrowser(url: string): void {
  const hasDesktop = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  if (process.env.CI || !process.stdout.isTTY || !hasDesktop) return
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  opener.on('error', () => console.log('(No browser could be opened: open the address yourself.)'))
  opener.unref()
}

interface Asked extends ServeOptions {
  readonly open: boolean
}

/**
 * What was asked for on the command line. Prints the help and ends where that was.
 * @param command as a person types it
 * @throws Error where something is wrong
 */
export function asked(command: string): Asked {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'strict-port': { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(help(command))
    process.exit(0)
  }
  const port = parsePort(values.port)
  return { ...(port === undefined ? {} : { port }), strictPort: values['strict-port'], open: !values['no-open'] }
}

/** Serves until a signal ends the process. */
export async function startServing({ open, ...options }: Asked): Promise<void> {
  const site = await serve(options)
  if (site.taken) console.log(`\n${movedNotice(site.taken)}`)
  console.log(`\nTrainyard is at ${site.url}\n(Ctrl-C ends it.)`)
  if (open) openBrowser(site.url)
  // Open connections would keep the server's own close waiting, and there is nothing to save.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
}
