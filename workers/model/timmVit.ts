/** timm's Vision Transformers: their names are those here, and the colours of their pictures are told by the name of a file or model alone. */
import { VIT_NAMES } from './blocks'
import { MEAN, STD } from './preprocessing'
import type { ParamMap } from './spec'

/** What no other network here has. */
const PATCHES = 'patch_embed.proj'

/** Whether parameters are a Vision Transformer's. */
export const isVit = (names: { has(name: string): boolean }): boolean => names.has(`${PATCHES}.weight`)

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
