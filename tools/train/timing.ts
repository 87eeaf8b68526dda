/** Where a command's time went: its stages, one after another, each with what was waited for. */

/** In the order in which they come; the words are those of the printed table. */
const STAGES = {
  start: 'reading modules and what was given',
  build: 'building where sources changed, and serving; the browser starts meanwhile',
  browser: 'what was still to wait for of the browser, and the page',
  opening: 'listing and reading the pictures',
  features: 'weights, and every picture once through the frozen network',
  training: 'epochs',
  saving: 'making, checking and writing the files',
  ending: 'closing browser and server',
} as const

export type Stage = keyof typeof STAGES

/** Adds up what each stage took; a stage that is gone back to goes on. */
export class Timing {
  private readonly spent = new Map<Stage, number>()
  private current: Stage = 'start'
  private since = 0

  /** @param now milliseconds since this process began, which is when `start` does */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Ends the stage that is on and begins another. */
  enter(stage: Stage): void {
    const at = this.now()
    this.spent.set(this.current, (this.spent.get(this.current) ?? 0) + at - this.since)
    this.current = stage
    this.since = at
  }

  /** The table: a line for each stage that was entered, seconds and what they were spent on, and one for all of them. Adds up to the time since the process began. */
  lines(): string[] {
    this.enter(this.current)
    const row = (name: string, ms: number, about: string) => `${name.padEnd(8)} ${(ms / 1000).toFixed(1).padStart(7)} s  ${about}`.trimEnd()
    const rows = Object.entries(STAGES).flatMap(([name, about]) => {
      const ms = this.spent.get(name as Stage)
      return ms === undefined ? [] : [row(name, ms, about)]
    })
    return [...rows, row('in all', this.since, '')]
  }
}
