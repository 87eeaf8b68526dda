/** What a kind of layer is in a network that only answers, where it is something else than it was. Its folder has one; a layer without stays as it is. */
import type { MapShape } from '../model/layer'
import type { Chain, Step } from '../model/steps'
import type { LayerSpec, PortableLayer } from '../operations/facts'

/** A layer that answers, and its parameters by their suffixes, of the shapes that its facts tell. */
export interface Folded {
  readonly layer: PortableLayer
  readonly params: Readonly<Record<string, Float32Array>>
}

export interface FoldForm<L extends LayerSpec> {
  /** Chains that begin with such a layer and become one. */
  readonly chains?: readonly Chain[]
  /** Suffixes of parameters that nothing tells from what becomes of them: an ONNX file has them beside its graph, for whoever learns on (`export/unfold.ts`). */
  readonly loses?: readonly string[]
  /**
   * @param inputs ids of what the step reads, among the layers that remain
   * @param param a parameter of a layer by its whole name
   * @param shape of a layer's output, by its id
   * @returns null where it does nothing: whatever reads it reads its input
   */
  fold(step: Step<L>, inputs: readonly string[], param: (name: string) => Float32Array, shape: (id: string) => MapShape): Folded | null
}
