/** What ends a command before its work is done: a signal, or an output that takes no more. */

/** Why it ended. */
export class Ended extends Error {
  override readonly name = 'Ended'
  /**
   * @param code the exit code, by the shell's custom 128 + the signal's number
   * @param told what to say about it; empty where nobody listens, or where whoever sent the signal knows
   */
  constructor(
    readonly code: number,
    told = '',
  ) {
    super(told)
  }
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
/** `command | head -1` ends a program by SIGPIPE where nothing listens for it. */
const BROKEN_PIPE = 141

/** A signal that is aborted, with an `Ended`, once this process is to end. A second Ctrl-C changes nothing: npm sends the terminal's on as well. */
export function endings(): AbortSignal {
  const controller = new AbortController()
  for (const [name, code] of Object.entries(SIGNALS)) process.on(name, () => controller.abort(new Ended(code)))
  process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
    controller.abort(code === 'EPIPE' ? new Ended(BROKEN_PIPE) : new Ended(1, `The output cannot be written (${code || message}).`))
  })
  // There is nowhere left to say so.
  process.stderr.on('error', () => {})
  return controller.signal
}

/** `work`, or a rejection with the signal's reason as soon as it is aborted. */
export function orEnded<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason as Error)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}
