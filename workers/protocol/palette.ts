/** Colours of classes: Okabe and Ito's palette, told apart with any colour vision; the same class has the same colour everywhere, in files too. */

/** In an order in which neighbours differ in lightness as well as hue. */
const OKABE_ITO = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#8a8a8a'] as const

/** Colour of the class with this index; repeats after eight, so a label always stands beside it. -1, no class, is grey. */
export const classColor = (index: number): string => (index < 0 ? '#8a8a8a' : OKABE_ITO[index % OKABE_ITO.length]!)
