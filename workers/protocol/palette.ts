/** Colours of classes: Okabe and Ito's palette, told apart with any colour vision, and others after its eight; the same class has the same colour everywhere, in files too. */

/** In an order in which neighbours differ in lightness as well as hue. */
const OKABE_ITO = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#8a8a8a'] as const

/** Degrees between one hue and the next: by the golden angle no two of them are ever the same, and neighbours are far apart. */
const GOLDEN_ANGLE = 137.50776

/** Colour of the class with this index, as CSS writes it; no two classes have the same, though of many they are hard to tell apart, so a label always stands beside it. -1, no class, is grey. */
export function classColor(index: number): string {
  if (index < 0) return '#8a8a8a'
  const [saturation, lightness] = [
    [75, 36],
    [55, 62],
    [85, 48],
  ][index % 3]!
  return OKABE_ITO[index] ?? `hsl(${((index * GOLDEN_ANGLE) % 360).toFixed(1)} ${saturation}% ${lightness}%)`
}
