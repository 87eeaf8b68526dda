/** The model as a safetensors file that torchvision's own network takes with `load_state_dict`. */

import { writeSafetensors } from '../model/safetensors'
import { type ParamMap, paramInfos } from '../model/spec'
import { assertExportable, type ExportModel, metadataOf, paramOf } from './model'

/**
 * F32 tensors by torchvision's names in the network's order, with labels, preprocessing and origin in `__metadata__`.
 * `num_batches_tracked` is left out: PyTorch counts from 0 where a plain dict lacks it, and loads strictly all the same.
 * @throws Error where the model is incomplete (`assertExportable`)
 */
export function toSafetensors(model: ExportModel): Uint8Array<ArrayBuffer> {
  assertExportable(model)
  const tensors: ParamMap = new Map(paramInfos(model.spec).map(({ name }) => [name, paramOf(model.params, name)]))
  return writeSafetensors(tensors, { format: 'pt', ...metadataOf(model) })
}
