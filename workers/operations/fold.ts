/** The operations as a network that only answers has them, where that is something else than they are. */
import type { FoldForm } from '../export/foldForm'
import type { Chain } from '../model/steps'
import type { LayerSpec } from './facts'
import { LIST } from './lists/fold'

type Folding = keyof typeof LIST
const FORMS: { readonly [Op in Folding]: FoldForm<Extract<LayerSpec, { readonly op: Op }>> } = LIST

export const foldForm = (layer: LayerSpec): FoldForm<LayerSpec> | undefined =>
  Object.hasOwn(FORMS, layer.op) ? (FORMS[layer.op as Folding] as FoldForm<LayerSpec>) : undefined

export const FOLD_CHAINS: readonly Chain[] = Object.values(FORMS).flatMap(({ chains }) => chains ?? [])
