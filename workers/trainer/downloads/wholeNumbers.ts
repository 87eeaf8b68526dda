/** Makes the ONNX file of whole numbers: asks the network what its values range over, writes the file, and asks the rounded network as runtimes will compute it. */
import type { TrainPlan, WatchingEngine } from '../../engine/engine'
import type { ReadBack } from '../../export/builder'
import { inferenceNetwork } from '../../export/fold'
import { type Range, roundedPlaces, roundingsOf, roundTo, wholeParams, widen } from '../../export/int8'
import type { ExportModel } from '../../export/model'
import { toOnnx } from '../../export/onnx'
import type { ModelSpec, ParamMap } from '../../model/spec'

export type Watching = Pick<WatchingEngine, 'load' | 'through'>

/** Pictures: RGB bytes `[n, size, size, 3]`. */
export interface Asked {
  readonly pixels: Uint8Array
  readonly n: number
}

export interface WholeFile {
  readonly file: Uint8Array<ArrayBuffer>
  /** Of the network in f32 and rounded, `[n, classes]`. */
  readonly logits: { readonly f32: Float32Array; readonly int8: Float32Array }
}

/**
 * @param model with the weights that leave
 * @param plan of somebody who only answers
 * @param pictures all are answered about; the first `calibrating` of them say what values range over
 * @throws Error where a value between layers is not a finite number; what the engine throws
 */
export async function wholeFile(
  model: ExportModel,
  plan: TrainPlan,
  engine: Watching,
  pictures: Asked,
  calibrating: number,
): Promise<WholeFile> {
  const { layers, params } = inferenceNetwork(model)
  const ranges = new Map<string, Range>()
  const places = roundedPlaces(layers)
  const watch = (first: number) => (id: string, values: Float32Array) => {
    if (first >= calibrating) return
    const range = ranges.get(id) ?? { least: 0, most: 0 }
    ranges.set(id, range)
    widen(range, values)
  }
  const spec = { ...model.spec, layers }
  const f32 = await logitsThrough(engine, { spec, params }, plan, pictures, places, watch)
  const roundings = roundingsOf(layers, ranges)
  const rounded = { spec, params: wholeParams(layers, params, roundings), roundings }
  const int8 = await roundedLogits(engine, rounded, plan, pictures)
  return { file: toOnnx(model, { roundings }), logits: { f32, int8 } }
}

/**
 * What a rounded network answers, that of a file as well, `[n, classes]`.
 * @param check throws to end it; asked before each batch
 */
export function roundedLogits(
  engine: Watching,
  { spec, params, roundings = new Map() }: Pick<ReadBack, 'spec' | 'params' | 'roundings'>,
  plan: TrainPlan,
  pictures: Asked,
  check: () => void = () => {},
): Promise<Float32Array> {
  return logitsThrough(engine, { spec, params }, plan, pictures, new Set(roundings.keys()), () => {
    check()
    return (id, values) => roundTo(roundings.get(id)!, values)
  })
}

async function logitsThrough(
  engine: Watching,
  { spec, params }: { readonly spec: ModelSpec; readonly params: ParamMap },
  plan: TrainPlan,
  { pixels, n }: Asked,
  places: ReadonlySet<string>,
  /** Asked before each batch. @param first number of the batch's first picture */
  at: (first: number) => (id: string, values: Float32Array) => void,
): Promise<Float32Array> {
  await engine.load(spec, params, plan)
  const logits = new Float32Array(n * spec.classes)
  const one = plan.imageSize ** 2 * 3
  for (let first = 0; first < n; first += plan.batch) {
    const count = Math.min(plan.batch, n - first)
    const input = { kind: 'pixels', pixels: pixels.subarray(first * one, (first + count) * one) } as const
    const batch = { n: count, input, labels: new Int32Array(count), counter: 0 }
    logits.set(await engine.through(batch, places, at(first)), first * spec.classes)
  }
  return logits
}
