/** Temporary folders that do not outlive their process: gone when it ends, and swept by the next one where it was killed. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Machines and containers that share a folder for temporary files know each other's processes by other numbers. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 4)
const NAME = /^trainyard-([0-9a-f]{4})-(\d+)-/
/** Attempts to remove a folder, a tenth of a second apart: a browser that was just ended may still be writing. Node's own retries do not look for what is new. */
const ATTEMPTS = 30

function removeFolder(path: string): void {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      rmSync(path, { recursive: true, force: true })
      return
    } catch (error) {
      if (left === 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
}

const live = new Set<string>()
process.once('exit', () => {
  for (const path of live) removeFolder(path)
})

export interface Scratch {
  readonly path: string
  remove(): void
  /** Leaves `inside`, a folder in it, for good under a name that is not swept, and removes the rest; returns the folder's new path. */
  keep(inside: string): string
}

/** Makes a folder for this process. Throws when the system's folder for temporary files cannot be written. */
export function makeScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), `trainyard-${MACHINE}-${process.pid}-`))
  live.add(path)
  const remove = () => {
    removeFolder(path)
    live.delete(path)
  }
  return {
    path,
    remove,
    keep(inside) {
      const kept = join(mkdtempSync(join(tmpdir(), 'trainyard-kept-')), 'profile')
      renameSync(join(path, inside), kept)
      remove()
      return kept
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: there is one, of somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes what processes of this machine left that were killed. */
export function sweepScratch(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, machine, pid] = NAME.exec(name) ?? []
    if (machine !== MACHINE || isAlive(Number(pid))) continue
    try {
      removeFolder(join(tmpdir(), name))
    } catch {
      // Another person's: theirs to remove.
    }
  }
}
