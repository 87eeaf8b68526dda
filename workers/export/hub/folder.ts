/** The model as a folder that the Hugging Face hub, timm, transformers and transformers.js take as it is. */
import { readSafetensors, writeSafetensors } from '../../model/safetensors'
import { type ParamMap, paramInfos } from '../../model/spec'
import type { ReadBack } from '../builder'
import { inferenceNetwork } from '../fold'
import { assertExportable, type ExportModel, metadataOf } from '../model'
import { toOnnx } from '../onnx'
import { readOnnx, readSafetensorsModel } from '../readback'
import { toSafetensors } from '../safetensors'
import { unzipFiles, zipFiles } from '../zip'
import { type Carded, modelCard } from './card'
import { HUB_FOLDER, hubConfig, ONNX_FILE, ONNX_INPUT, OWN_FILE, preprocessorConfig, TIMM_FILE, TRANSFORMERS_FILE } from './config'
import { hubForms, timmParams, transformersName, transformersParams } from './forms'

type Content = string | Uint8Array<ArrayBuffer>

/**
 * Every file of the model by its path in a repository of the hub. Nothing but the model is in them: no picture, and no path of one.
 * @throws Error where the model is incomplete (`assertExportable`)
 */
export function hubFiles(given: Carded): Record<string, Content> {
  const { model } = given
  const forms = hubForms(model.spec)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return {
    'README.md': modelCard(given),
    'config.json': json(hubConfig(model)),
    'preprocessor_config.json': json(preprocessorConfig(model)),
    [forms.timm ? TIMM_FILE : OWN_FILE]: forms.timm ? timmFile(model) : toSafetensors(model),
    ...(forms.transformers
      ? { [TRANSFORMERS_FILE]: writeSafetensors(transformersParams(model), { format: 'pt', ...metadataOf(model, false) }) }
      : {}),
    [ONNX_FILE]: toOnnx(model, { input: ONNX_INPUT }),
  }
}

/** @throws Error where the model is incomplete (`assertExportable`) */
function timmFile(model: ExportModel): Uint8Array<ArrayBuffer> {
  assertExportable(model)
  return writeSafetensors(timmParams(model), { format: 'pt', ...metadataOf(model) })
}

/** Files of `hubFiles` in one zip, all in `HUB_FOLDER`. */
export const zipHub = (files: Readonly<Record<string, Content>>): Promise<Blob> => zipFiles(HUB_FOLDER, files)

/** `hubFiles` in one zip. */
export const toHubZip = async (given: Carded): Promise<Blob> => zipHub(hubFiles(given))

/** How often the weights are in the folder. */
export const copiesOf = ({ spec }: Pick<ExportModel, 'spec'>): number => (hubForms(spec).transformers ? 3 : 2)

/**
 * The network of a finished zip. Its files hold it two or three times: those by names must be, folded, to the digit the one that is returned.
 * @throws Error where one is missing or damaged, or holds another network
 */
export async function readHubZip(zip: Blob): Promise<ReadBack> {
  const at = (path: string) => `${HUB_FOLDER}/${path}`
  const files = await unzipFiles(zip, [at(ONNX_FILE), at('config.json')])
  const config = JSON.parse(new TextDecoder().decode(files[at('config.json')])) as { architecture?: string; transformers_weights?: string }
  const onnx = readOnnx(files[at(ONNX_FILE)]!)
  const weights = config.architecture === undefined ? OWN_FILE : TIMM_FILE
  const named = readSafetensorsModel((await unzipFiles(zip, [at(weights)]))[at(weights)]!)
  assertSame(onnx.params, inferenceNetwork(named).params, weights)
  if (config.transformers_weights !== undefined) {
    const file = config.transformers_weights
    const { tensors } = readSafetensors((await unzipFiles(zip, [at(file)]))[at(file)]!)
    const back = paramInfos(named.spec).flatMap(({ name }) => {
      const param = tensors.get(transformersName(name))
      return param ? [[name, param] as const] : []
    })
    assertSame(named.params, new Map(back), file)
  }
  return onnx
}

/** @throws Error naming the file and the parameter that is another */
function assertSame(a: ParamMap, b: ParamMap, file: string): void {
  for (const [name, { data }] of a) {
    const other = b.get(name)?.data
    if (other?.length !== data.length || data.some((value, i) => value !== other[i])) throw new Error(`${file} holds another ${name}`)
  }
}
