/** The operations as the wasm engine does them. */
import type { WasmForm } from '../engine/wasm/plan/form'
import type { LayerSpec } from './facts'
import { LIST } from './lists/wasm'

const FORMS: { readonly [Op in LayerSpec['op']]: WasmForm<Extract<LayerSpec, { readonly op: Op }>> } = LIST

export const wasmForm = (layer: LayerSpec): WasmForm<LayerSpec> => FORMS[layer.op]
