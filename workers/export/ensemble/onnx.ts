/**
 * An ensemble as one ONNX file: the members' graphs with prefixed names, temperatures folded into their last layers, softmax, shares and the sum inside.
 * It has one input for each kind of picture that members want rather than one that is resized inside: ONNX's Resize (opset 17) has no antialiasing, and a
 * picture resized twice is not what the studio shows the smaller network.
 */
import type { onnx as Proto } from 'onnx-proto'
import { answeringFacts } from '../answering'
import { encoded, networkGraph, type OnnxGraph, valueInfo } from '../onnx'
import { ensembleCard } from './card'
import { ENSEMBLE, type Ensemble, inputsOf, tellingMember } from './ensemble'
import { jointsOf, prefixOf, seen } from './joints'

/**
 * Inputs `[batch, 3, size, size]` f32, each normalised as `inputs` of the metadata says, to `probabilities`, `[batch, classes]` f32; and to `similarity`,
 * `[batch]` f32, where a member tells "none of these". The model card is the file's documentation.
 * @throws Error where a member is incomplete (`assertExportable`), or members name other classes than the first
 */
export function toEnsembleOnnx(ensemble: Ensemble): Uint8Array<ArrayBuffer> {
  const { members, isMirrored } = ensemble
  const [first] = members
  if (!first) throw new Error('an ensemble has a member')
  const { classes } = first.model
  for (const { model, name } of members)
    if (JSON.stringify(model.classes) !== JSON.stringify(classes)) throw new Error(`${name} names other classes than ${first.name}`)
  const { inputs, reads } = inputsOf(members)
  const graphs = members.map(({ model }, place) => {
    const input = seen(inputs[reads[place]!]!.name, isMirrored)
    return renamed(networkGraph(model, { input }), (name) => (name === input ? name : prefixOf(place) + name))
  })
  const telling = tellingMember(ensemble)
  const joints = jointsOf({
    inputs: inputs.map(({ name, preprocessing }) => ({ name, size: preprocessing.center_crop })),
    members: members.map(({ weight }, place) => ({ input: reads[place]!, weight })),
    ...{ isMirrored, classes: classes.length, telling: telling ? members.indexOf(telling) : null },
  })
  // A node stands behind those that it reads: what makes views before the members, what joins answers behind.
  const isBefore = ({ name }: Proto.INodeProto) => inputs.some((input) => name?.startsWith(`${input.name}/`))
  return encoded({
    name: ENSEMBLE,
    graph: {
      nodes: [...joints.nodes.filter(isBefore), ...graphs.flatMap(({ nodes }) => nodes), ...joints.nodes.filter((node) => !isBefore(node))],
      tensors: [...graphs.flatMap(({ tensors }) => tensors), ...joints.tensors],
    },
    inputs: inputs.map(({ name, preprocessing: { center_crop: size } }) => valueInfo(name, ['batch', 3, size, size])),
    outputs: [valueInfo('probabilities', ['batch', classes.length]), ...(telling ? [valueInfo('similarity', ['batch'])] : [])],
    metadata: metadataOf(ensemble),
    documentation: ensembleCard(ensemble),
  })
}

function renamed({ nodes, tensors }: OnnxGraph, rename: (name: string) => string): OnnxGraph {
  return {
    nodes: nodes.map((node) => ({
      ...node,
      name: rename(node.name ?? ''),
      input: (node.input ?? []).map(rename),
      output: (node.output ?? []).map(rename),
    })),
    tensors: tensors.map((tensor) => ({ ...tensor, name: rename(tensor.name ?? '') })),
  }
}

/** Everything said of the ensemble, as strings; lists and objects are JSON. */
function metadataOf(ensemble: Ensemble): Record<string, string> {
  const { members, isMirrored } = ensemble
  const { inputs, reads } = inputsOf(members)
  const { classes, facts } = members[0]!.model
  const told = answeringFacts(tellingMember(ensemble)?.model.answering, false)
  return {
    producer: 'Trainyard',
    arch: ENSEMBLE,
    labels: JSON.stringify(classes),
    inputs: JSON.stringify(Object.fromEntries(inputs.map(({ name, preprocessing }) => [name, preprocessing]))),
    // What programs for one network read.
    ...(inputs.length === 1 ? { preprocessing: JSON.stringify(inputs[0]!.preprocessing) } : {}),
    views: JSON.stringify(isMirrored ? ['plain', 'mirrored'] : ['plain']),
    members: JSON.stringify(
      members.map(({ model, name, weight }, place) => ({
        ...{ run: name, run_id: model.facts.runId, arch: model.spec.arch, weight, input: inputs[reads[place]!]!.name },
        ...{ image_size: model.imageSize, seed: model.facts.seed, metrics: model.facts.metrics },
        base_weights: model.facts.baseWeights,
        base_weights_sha256: model.facts.baseWeightsSha256,
        base_weights_licence: model.facts.baseWeightsLicence,
        ...(model.answering && model.answering.temperature !== 1 ? { temperature: model.answering.temperature } : {}),
      })),
    ),
    dataset_name: facts.datasetName,
    dataset_fingerprint: facts.datasetFingerprint,
    ...('none_of_these' in told ? { none_of_these: JSON.stringify(told.none_of_these) } : {}),
  }
}
