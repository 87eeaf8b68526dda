/** The texts of Grad-CAM, and of attention in its place, in English; the other languages have this file's type. */

export const en = {
  gradCam: {
    explain: (path: string) => `Why? ${path}`,
    title: 'What it looked at',
    lead: (name: string) => `Bright: what speaks for “${name}” (Grad-CAM).`,
    verdict: (label: string, answer: string, isRight: boolean) =>
      isRight ? `Labelled ${label}, answered ${answer}: right` : `Labelled ${label}, answered ${answer}: wrong`,
    forClass: 'For the class',
    likeliest: (name: string) => (name ? `The likeliest (${name})` : 'The likeliest'),
    original: 'The picture as the network saw it',
    low: 'low: says nothing for it',
    high: 'high: says most for it',
    legend: (name: string) => `Scale of the overlay: dark says nothing for “${name}”, bright says most`,
    opacity: 'Strength of the overlay',
    picture: (name: string) => `The picture as the network saw it, with what speaks for ${name} lit up`,
    attention: {
      lead: 'Bright: the patches that its last layer took most from (attention).',
      help: 'A Vision Transformer shows its attention, which is the same for every class: where it looked, not what speaks for a class.',
      low: 'low: took little from it',
      high: 'high: took most from it',
      legend: 'Scale of the overlay: from dark patches the last layer took little, from bright ones most',
      picture: 'The picture as the network saw it, with the patches lit up that its last layer took most from',
    },
  },
}
