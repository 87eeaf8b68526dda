/** Keeps the course of a run while it is on: its curve and its log, both bounded. */
import { Curve, entryOf, type RunEvent, type RunTrace, type TraceEntry } from '../../protocol'
import type { RunClock } from '../fit/clock'

/** Lines of the log that are kept: a run with thousands of unreadable pictures has thousands. */
const MOST_LINES = 500

export class TraceRecorder {
  private curve = new Curve()
  private log: readonly TraceEntry[] = []
  private stepsPerEpoch = 1

  /** Takes in one event. `now` is milliseconds since 1970. */
  take(event: RunEvent, now: number): void {
    if (event.type === 'started') this.stepsPerEpoch = event.stepsPerEpoch
    if (event.type === 'step') this.curve.add(event.epoch - 1 + event.step / this.stepsPerEpoch, event.loss, event.accuracy)
    const entry = entryOf(event, now)
    if (entry) this.log = [...this.log, entry].slice(-MOST_LINES)
  }

  /** Goes on from what was kept of a run, up to where its checkpoint stands; what comes after is done again. */
  goOn({ curve, log }: RunTrace, { epoch, batch }: Pick<RunClock, 'epoch' | 'batch'>, stepsPerEpoch: number): void {
    this.stepsPerEpoch = stepsPerEpoch
    // Half a step more: positions are sums of fractions.
    this.curve = Curve.from(curve, epoch - 1 + (batch + 0.5) / stepsPerEpoch)
    this.log = [...log.filter((entry) => entry.kind !== 'epoch' || entry.epoch < epoch), ...this.log]
  }

  get trace(): RunTrace {
    return { curve: this.curve.kept(), log: this.log }
  }
}
