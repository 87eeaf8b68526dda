/** What "Measure this device" finds out: figures of the engines that are here, to be compared between machines. */
import type { DeviceInfo } from './events'

/** An engine that was measured. */
export interface MeasuredEngine {
  readonly backend: DeviceInfo['backend']
  /** For a person: "Apple M2", "wasm, 4 threads". */
  readonly device: string
}

/** Training steps of ResNet18. */
export interface MeasuredRate extends MeasuredEngine {
  /** Pixels of a picture's side. */
  readonly imageSize: number
  readonly learns: 'head' | 'everything'
  readonly batch: number
  readonly imagesPerSecond: number
  /** Operations a second, a multiply-add being two; a step in which everything learns counts as three forward passes. */
  readonly gflops: number
}

/** How fast an engine multiplies matrices: the ceiling of all that counts the multiplications it does; convolutions by Winograd's tiles do fewer than are counted. */
export interface MeasuredCeiling extends MeasuredEngine {
  readonly gflops: number
}

/** How far an engine's step of a small network is from that of the first engine: the largest relative error (L2) of any tensor. */
export interface MeasuredParity extends MeasuredEngine {
  /** 0 of the first engine; infinite where something is missing, NaN where a number is none: null in JSON. */
  readonly error: number
  /** Whether rounding explains it. */
  readonly isRight: boolean
}

/** As inferena (github.com/kvark/inferena) tells it: ResNet-50, batch 4, 224 px, f32. */
export interface MeasuredPass extends MeasuredEngine {
  readonly inferenceMs: number
  /** Forward, loss and backward. */
  readonly trainingMs: number
  readonly loss: number
  /** Whether the loss is that of the first engine, by a thousandth; null where that one could not be asked. */
  readonly isRight: boolean | null
}

export interface Measured {
  /** ISO 8601. */
  readonly date: string
  /** The browser, or Node, and its version. */
  readonly environment: string
  readonly rates: readonly MeasuredRate[]
  readonly ceilings: readonly MeasuredCeiling[]
  readonly parity: readonly MeasuredParity[]
  readonly passes: readonly MeasuredPass[]
  /** Whether it came to its end: what was not measured is left out. */
  readonly isWhole: boolean
}

export interface MeasureProgress {
  /** 0..1 */
  readonly share: number
  /** What is known so far. */
  readonly measured: Measured
}

/** Whether figures are of one engine. */
export const isSameEngine = (a: MeasuredEngine, b: MeasuredEngine): boolean => a.backend === b.backend && a.device === b.device

/** A measurement as Markdown, in English: for a bug report, or to be compared with others'. */
export function measuredText({ date, environment, rates, ceilings, parity, passes, isWhole }: Measured): string {
  const name = ({ backend, device }: MeasuredEngine) => `${backend} (${device})`
  const row = (...cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const table = (head: readonly string[], rows: readonly string[]) => [row(...head), row(...head.map(() => '---')), ...rows, '']
  const struck = (isRight: boolean | null, text: string) => (isRight === false ? `~~${text}~~` : text)
  const compared = ({ error, isRight }: MeasuredParity) =>
    struck(isRight, isRight ? error.toExponential(1) : `${error.toExponential(1)}, wrong`)
  return [
    `Trainyard on ${environment}, ${date}${isWhole ? '' : ' (not all was measured)'}`,
    '',
    ...table(
      ['ResNet18, training', 'batch', 'images/s', 'GFLOP/s', 'of matrix products'],
      rates.map((rate) => {
        const ceiling = ceilings.find((one) => isSameEngine(one, rate))
        const share = ceiling ? `${((100 * rate.gflops) / ceiling.gflops).toFixed(0)}%` : ''
        const what = `${name(rate)}, ${rate.imageSize} px, ${rate.learns === 'head' ? 'head only' : 'everything'}`
        return row(what, rate.batch, rate.imagesPerSecond.toFixed(1), rate.gflops.toFixed(1), share)
      }),
    ),
    ...table(
      ['Engine', 'matrix products, GFLOP/s', 'largest relative error of a small step'],
      parity.map((one, i) => {
        const ceiling = ceilings.find((other) => isSameEngine(other, one))
        return row(name(one), ceiling?.gflops.toFixed(1) ?? '', i === 0 ? 'compared with' : compared(one))
      }),
    ),
    ...table(
      ['ResNet-50, batch 4, 224 px, f32', 'inference, ms', 'training, ms', 'loss'],
      passes.map(({ isRight, inferenceMs, trainingMs, loss, ...engine }) =>
        row(
          struck(isRight, name(engine)) + (isRight === null ? ' (compared with none)' : ''),
          ...[inferenceMs.toFixed(1), trainingMs.toFixed(1), loss.toFixed(4)].map((text) => struck(isRight, text)),
        ),
      ),
    ),
  ].join('\n')
}
