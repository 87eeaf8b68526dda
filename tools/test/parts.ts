/** The parts of `npm test`, each a process: one at a time, and others beside it that step back. Whatever signal ends all of it ends them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setPriority } from 'node:os'

/** What the operating system gives to whoever is in no hurry. */
const IN_NO_HURRY = 10

export class Parts {
  private readonly current = new Set<ChildProcess>()
  private isEnded = false

  /** @param stepBack gives a process, by its id, less of the processor; it may throw */
  constructor(private readonly stepBack = (pid: number) => setPriority(pid, IN_NO_HURRY)) {}

  /** Hands a signal on to all that run; none begins after it. */
  end(signal: NodeJS.Signals): void {
    this.isEnded = true
    for (const child of this.current) child.kill(signal)
  }

  /** Runs a part and resolves with its exit status; null where it did not end by itself, or was not begun because all of it is to end. */
  async run(title: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, program = process.execPath): Promise<number | null> {
    if (this.isEnded) return null
    console.log(`\n== ${title}`)
    const start = Date.now()
    const status = await this.statusOf(spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } }))
    console.log(lineOf(title, status, start))
    return status
  }

  /** The same beside another part, for which it steps back; what it printed comes when it has ended. */
  async runBeside(title: string, args: readonly string[], env: NodeJS.ProcessEnv, program: string): Promise<number | null> {
    if (this.isEnded) return null
    const start = Date.now()
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
    // From here on a signal reaches it, whatever comes of the rest.
    const ending = this.statusOf(child)
    try {
      if (child.pid !== undefined) this.stepBack(child.pid)
    } catch (error) {
      said.push(Buffer.from(`It does not step back for the others: ${error instanceof Error ? error.message : String(error)}\n`))
    }
    const status = await ending
    process.stdout.write(`\n== ${title}\n${Buffer.concat(said).toString()}`)
    console.log(lineOf(title, status, start))
    return status
  }

  private async statusOf(child: ChildProcess): Promise<number | null> {
    this.current.add(child)
    const status = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null))
      child.once('close', (code) => resolve(code))
    })
    this.current.delete(child)
    return status
  }
}

const lineOf = (title: string, status: number | null, start: number) =>
  `== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(0)} s)`
