/** The operations as the wasm engine does them, but those that it fuses with each other: convolution, BatchNorm, sum and ReLU (`engine/wasm/plan/`). */
import type { WasmForm } from '../engine/wasm/plan/form'
import { activation } from './activation/wasm'
import { dropout } from './dropout/wasm'
import type { LayerSpec } from './facts'
import { gap } from './gap/wasm'
import { linear } from './linear/wasm'
import { maxpool } from './maxpool/wasm'
import { meanmax } from './meanmax/wasm'
import { mul } from './mul/wasm'

/** A layer that has a form here; an activation's is for all but ReLU. */
export type UnfusedLayer = Exclude<LayerSpec, { readonly op: 'conv' | 'bn' | 'add' }>

const FORMS: { readonly [Op in UnfusedLayer['op']]: WasmForm<Extract<UnfusedLayer, { readonly op: Op }>> } = {
  activation,
  maxpool,
  mul,
  meanmax,
  gap,
  linear,
  dropout,
}

export const wasmForm = (layer: UnfusedLayer): WasmForm<UnfusedLayer> => FORMS[layer.op]
