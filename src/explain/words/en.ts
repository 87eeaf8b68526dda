/** The texts of Grad-CAM, in English; the other languages have this file's type. */

export const en = {
  gradCam: {
    explain: (path: string) => `Why? ${path}`,
    title: 'What it looked at (Grad-CAM)',
    lead: (name: string) => `Bright: what speaks for “${name}”.`,
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
  },
}
