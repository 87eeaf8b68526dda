/** timm's Vision Transformers: their names are those here, and the colours of their pictures are told by the name of a file or model alone. */
import { PATCH, VIT_NAMES } from './blocks'
import { MEAN, STD } from './preprocessing'
import type { Param, ParamMap } from './spec'

/** What no other network here has. */
const PATCHES = 'patch_embed.proj'

/** Whether parameters are a Vision Transformer's. */
export const isVit = (names: { has(name: string): boolean }): boolean => names.has(`${PATCHES}.weight`)

/** What else may lie beside a transformer's backbone: of the head, or no parameter at all. */
const BESIDE = /^(?:head|pre_logits|fc)\.|num_batches_tracked$/
/** Tokens of the classes and of a grid of patches at 224 px. */
const [TOKENS, GRID] = [197, 14]

/** What makes a transformer another network than those here, before its width: a part that they have not (`got`: a tensor's name), patches of another side, or positions for another number of patches. */
export interface OtherVit {
  readonly kind: 'part' | 'patch' | 'positions'
  /** A tensor's name, the patch's side or that of the pictures that its positions were learnt for, px. */
  readonly got: string
}

/**
 * Which of timm's other transformers a file is, as far as its tensors tell: distilled DeiT (`dist_token`), DeiT III (`ls1.gamma`) and others have more parts, without which they would
 * answer wrongly; those of 384 px have more positions. Null where nothing of that kind is there, and of all other networks.
 * @param unknown names of tensors that no network here has
 */
export function otherVit(params: ReadonlyMap<string, Pick<Param, 'shape'>>, unknown: readonly string[]): OtherVit | null {
  const patches = params.get(`${PATCHES}.weight`)?.shape
  if (!patches) return null
  const part = unknown.find((name) => !BESIDE.test(name))
  if (part !== undefined) return { kind: 'part', got: part }
  const side = patches[2]
  if (side !== undefined && side !== PATCH) return { kind: 'patch', got: String(side) }
  const tokens = params.get('pos_embed')?.shape[1]
  const grid = tokens === undefined ? GRID : Math.sqrt(tokens - 1)
  return tokens !== TOKENS && Number.isInteger(grid) && grid !== GRID ? { kind: 'positions', got: String(grid * PATCH) } : null
}

/** Ends of names of weights that are taken: Touvron et al. 2021 (DeiT), Steiner et al. 2021 (`augreg`). */
export const VIT_TAGS = ['fb_in1k', 'augreg_in21k_ft_in1k', 'augreg_in1k', 'augreg_in21k'] as const

/** DeiT's are Facebook's file too, `deit_tiny_patch16_224-a1311bcf`. Distilled ones are another network. */
const DEIT = named('deit_', '')
const AUGREG = named('vit_', `\\.(?:${VIT_TAGS.filter((tag) => tag.startsWith('augreg')).join('|')})`)

/** Finds the name of a network that begins so, with what follows it, as a word of its own. */
function named(beginning: string, rest: string): RegExp {
  const names = VIT_NAMES.filter((name) => name.startsWith(beginning)).join('|')
  return new RegExp(`(?:^|[^a-z\\d_])(?:${names})${rest}(?![a-z\\d_])`, 'i')
}

/** How such weights were trained: with ImageNet's mean and standard deviation (`deit`), or with 0.5 for both (`vit`; `timm/models/vision_transformer.py`, 1.0). */
export type VitTraining = 'deit' | 'vit'

/** By the name of a file or model; null where that leaves it open. */
export const vitTraining = (name: string): VitTraining | null => (DEIT.test(name) ? 'deit' : AUGREG.test(name) ? 'vit' : null)

/**
 * Weights that were trained with a mean and standard deviation of 0.5, as those that answer the same with ImageNet's: of a value x by ImageNet's the other is
 * 2 (s x + m) - 1, which the patches' convolution can take over, since it has a bias and no margin. Exact but for rounding.
 * @param params as timm has them
 */
export function withImageNetColours(params: ParamMap): ParamMap {
  const [weight, bias] = [params.get(`${PATCHES}.weight`), params.get(`${PATCHES}.bias`)]
  if (!weight || !bias || weight.shape.length !== 4 || weight.shape[1] !== 3 || bias.data.length !== weight.shape[0]) return params
  const [outs, , height, width] = weight.shape as [number, number, number, number]
  const taps = height * width
  const data = new Float32Array(weight.data.length)
  const shifted = Float32Array.from(bias.data)
  for (let o = 0; o < outs; o++) {
    let shift = 0
    for (let c = 0; c < 3; c++)
      for (let at = (o * 3 + c) * taps, end = at + taps; at < end; at++) {
        data[at] = weight.data[at]! * 2 * STD[c]!
        shift += weight.data[at]! * (2 * MEAN[c]! - 1)
      }
    shifted[o]! += shift
  }
  return new Map([...params, [`${PATCHES}.weight`, { ...weight, data }], [`${PATCHES}.bias`, { ...bias, data: shifted }]])
}
