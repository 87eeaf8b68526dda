/** Reads an ensemble's ONNX file back into networks that an engine can run, and the way in which their answers are joined. */
import type { ReadBack } from '../builder'
import { floatsOf } from '../qdq'
import { decodedOnnx, onnxMetadata, readOnnxProto } from '../readback'
import { graphText, jointsOf, prefixOf, seen } from './joints'

interface EnsembleReadBack extends Pick<ReadBack, 'classes' | 'noneOf'> {
  readonly members: readonly (ReadBack & { readonly weight: number })[]
  readonly isMirrored: boolean
  readonly metadata: Readonly<Record<string, string>>
}

/** @throws Error where the file is none by `toEnsembleOnnx`, or joins its networks in another way */
export function readEnsembleOnnx(file: Uint8Array): EnsembleReadBack {
  const model = decodedOnnx(file)
  const metadata = onnxMetadata(model)
  const nodes = model.graph?.node ?? []
  const tensors = model.graph?.initializer ?? []
  const told = JSON.parse(metadata.members ?? '[]') as { input: string; image_size: number; arch: string }[]
  const sizes = Object.entries(JSON.parse(metadata.inputs ?? '{}') as Record<string, { center_crop: number }>)
  const inputs = sizes.map(([name, { center_crop: size }]) => ({ name, size }))
  const classes = JSON.parse(metadata.labels ?? '[]') as string[]
  const isMirrored = nodes.some(({ opType }) => opType === 'Slice')
  const outputs = (model.graph?.output ?? []).map(({ name }) => name)

  const members = told.map(({ input, image_size: size, arch }, place) => {
    const prefix = prefixOf(place)
    const isOwn = (name: string | null | undefined): name is string => name?.startsWith(prefix) === true
    const own = (name: string) => (isOwn(name) ? name.slice(prefix.length) : name)
    const ownNodes = nodes.filter(({ name }) => isOwn(name))
    const hasSimilarity = ownNodes.some(({ name }) => name === `${prefix}similarity`)
    const weight = tensors.find(({ name }) => name === `share${place + 1}`)
    if (ownNodes.find(({ name }) => name === `${prefix}probabilities`)?.opType !== 'Softmax')
      throw new Error(`member ${place + 1} gives no probabilities`)
    if (!weight) throw new Error(`the file has no share of member ${place + 1}`)
    const network = readOnnxProto({
      graph: {
        node: ownNodes.map((node) => ({ ...node, name: own(node.name ?? ''), input: node.input?.map(own), output: node.output?.map(own) })),
        initializer: tensors.filter(({ name }) => isOwn(name)).map((tensor) => ({ ...tensor, name: own(tensor.name ?? '') })),
        input: [{ name: seen(input, isMirrored) }],
        output: hasSimilarity ? [{ name: 'similarity' }] : [],
      },
      metadataProps: Object.entries({
        ...{ labels: metadata.labels ?? '', arch, image_size: String(size) },
        ...(hasSimilarity ? { none_of_these: metadata.none_of_these ?? '{}' } : {}),
      }).map(([key, value]) => ({ key, value })),
    })
    return { ...network, weight: floatsOf(weight)[0]!, input: inputs.findIndex((one) => one.name === input) }
  })

  const telling = members.findIndex(({ noneOf }) => noneOf)
  const wanted = jointsOf({ inputs, members, isMirrored, classes: classes.length, telling: telling < 0 ? null : telling })
  const isJoint = ({ name }: { readonly name?: string | null }) => !members.some((_, place) => name?.startsWith(prefixOf(place)))
  const found = { nodes: nodes.filter(isJoint), tensors: tensors.filter(isJoint) }
  if (graphText(found) !== graphText(wanted) || outputs.includes('similarity') !== telling >= 0)
    throw new Error('the ONNX file joins its networks in another way')
  return { classes, members, isMirrored, metadata, noneOf: members[telling]?.noneOf ?? null }
}
