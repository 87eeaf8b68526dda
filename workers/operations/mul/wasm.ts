/** A product. */
import type { Evaluating, WasmForm } from '../../engine/wasm/plan/form'
import type { Tensor } from '../../engine/wasm/plan/memory'
import type { MulLayer } from './facts'

export const mul: WasmForm<MulLayer> = {
  evaluate(at, layer) {
    const [x, by] = layer.inputs.map((from) => at.value(from)) as [Tensor, Tensor]
    multiply(at, layer, x, by, at.produce())
  },

  train(at, layer) {
    const { builder } = at.context
    const [of, other] = layer.inputs as [string, string]
    const [x, by] = [at.value(of), at.value(other)]
    mul.evaluate(at, layer)
    at.back((g) => {
      at.passBack(other, (dby) => {
        if (layer.by) builder.emit('scalePlacesSums', { x, g, dby, ...placesOf(at, layer), step: stepOf(at, layer) })
        else if (isSpread(at, layer)) builder.emit('scaleSums', { x, g, dby, ...placesOf(at, layer) })
        else builder.emit('product', { a: g, b: x, y: dby, size: at.context.size(of) })
      })
      if (!at.context.passesBack(of)) return
      multiply(at, layer, g, by, g)
      at.give(of, g)
    })
  },
}

/** Whether there is one factor for each channel of a map. */
const isSpread = ({ context }: Evaluating, { id, inputs }: MulLayer): boolean => context.size(inputs[1]!) !== context.size(id)

/** Channels of the map of one value for each place. */
const stepOf = ({ context }: Evaluating, { inputs }: MulLayer): number => context.mapOf(inputs[1]!)[2]

function placesOf({ context }: Evaluating, { id }: MulLayer) {
  const [height, width, channels] = context.mapOf(id)
  return { positions: height * width, channels }
}

function multiply(at: Evaluating, layer: MulLayer, x: Tensor, by: Tensor, y: Tensor): void {
  const { builder, zeros } = at.context
  if (layer.by) builder.emit('scalePlaces', { x, by, y, ...placesOf(at, layer), step: stepOf(at, layer) })
  else if (isSpread(at, layer)) builder.emit('scale', { x, by, y, zeros, ...placesOf(at, layer) })
  else builder.emit('product', { a: x, b: by, y, size: at.context.size(layer.id) })
}
