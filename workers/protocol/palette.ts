/**
 * Colours of classes: Okabe and Ito's palette, told apart with any colour vision, without its grey, which is no class’s, and after those others that lie as far as can be from all before them;
 * the same class has the same hue everywhere, in files too, and in each scheme a lightness that stands out from what is behind it.
 */
import { contrastOf, distance, hexOf, labOf, luminance, rgbOf, shown, type Triple } from './oklab'

export type Scheme = 'light' | 'dark'

/** In an order in which neighbours differ in lightness as well as hue. */
const OKABE_ITO = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'] as const
/** As dark as it must be on light its yellow would be the orange. */
const ON_LIGHT: Readonly<Record<string, string>> = { '#f0e442': '#766f00' }
const NO_CLASS = '#8a8a8a'

/** What lies behind marks and bars (`--ty-sunken` of the theme): of each scheme's surfaces the one that is hardest to stand out from. */
const BEHIND: Readonly<Record<Scheme, string>> = { light: '#eeeef2', dark: '#26262b' }
/** Contrast that a mark needs to be seen (WCAG 2.2, 1.4.11). */
const CONTRAST = 3

/** Degrees between one hue and the next that are tried: by the golden angle no two of them are ever the same. */
const GOLDEN_ANGLE = 137.50776
/** Lightness in light and dark, and chroma, that are tried in turn. */
const TONES = [
  [0.6, 0.8, 0.15],
  [0.4, 0.62, 0.13],
  [0.5, 0.92, 0.09],
  [0.33, 0.7, 0.07],
  [0.58, 0.86, 0.17],
] as const
/** So many are tried for a class: of many classes fewer, for all of them are near to some. */
const tries = (index: number): number => (index < 48 ? 24 : index < 128 ? 6 : 1)

interface Made {
  readonly hex: Readonly<Record<Scheme, string>>
  readonly lab: Readonly<Record<Scheme, Triple>>
}

/**
 * Colour of the class with this index, as CSS writes it, for the scheme that it is drawn in; no two classes have the same, though of many they are hard to tell
 * apart, so a label always stands beside it. -1, no class, is grey.
 */
export function classColor(index: number): string {
  const [light, dark] = [classColorIn('light', index), classColorIn('dark', index)]
  return light === dark ? light : `light-dark(${light}, ${dark})`
}

/** The same for one scheme, `#rrggbb`: where CSS is not at hand, as on a canvas. */
export function classColorIn(scheme: Scheme, index: number): string {
  if (index < 0) return NO_CLASS
  while (made.length <= index) {
    const one = next()
    made.push(one)
    taken.add(one.hex.light).add(one.hex.dark)
  }
  return made[index]!.hex[scheme]
}

/** Those that were asked for: each follows from those before it. */
const made: Made[] = []
const taken = new Set<string>()
let tried = 0

function next(): Made {
  const given = OKABE_ITO[made.length]
  if (given) {
    return inBoth(labOf(rgbOf(ON_LIGHT[given] ?? given)), labOf(rgbOf(given)))
  }
  const none = inBoth(labOf(rgbOf(NO_CLASS)), labOf(rgbOf(NO_CLASS)))
  let [best, far] = [null as Made | null, -1]
  for (let n = tries(made.length); n > 0 || !best; n--) {
    const [light, dark, chroma] = TONES[tried % TONES.length]!
    const hue = (tried++ * GOLDEN_ANGLE * Math.PI) / 180
    const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
    const one = inBoth([light, a, b], [dark, a, b])
    if (taken.has(one.hex.light) || taken.has(one.hex.dark)) continue
    const apart = Math.min(
      ...[none, ...made].map(({ lab }) => Math.min(distance(one.lab.light, lab.light), distance(one.lab.dark, lab.dark))),
    )
    if (apart > far) [best, far] = [one, apart]
  }
  return best
}

function inBoth(light: Triple, dark: Triple): Made {
  const hex = { light: standingOut(light, 'light'), dark: standingOut(dark, 'dark') }
  return { hex, lab: { light: labOf(rgbOf(hex.light)), dark: labOf(rgbOf(hex.dark)) } }
}

/** The colour, darker on light and lighter on dark until it stands out. */
function standingOut([lightness, a, b]: Triple, scheme: Scheme): string {
  const behind = luminance(rgbOf(BEHIND[scheme]))
  // A little more, since a screen's colours are whole numbers.
  const stands = (l: number) => contrastOf(luminance(shown([l, a, b])), behind) > 1.01 * CONTRAST
  if (stands(lightness)) return hexOf(shown([lightness, a, b]))
  // Black and white do; found by halving.
  let [too, does] = [lightness, scheme === 'light' ? 0 : 1]
  for (let i = 0; i < 8; i++) {
    const between = (too + does) / 2
    if (stands(between)) does = between
    else too = between
  }
  return hexOf(shown([does, a, b]))
}
