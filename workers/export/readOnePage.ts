/** Takes the network out of a finished page, to check it before it is offered. */
import { prototypesFrom } from '../metrics/prototypesText'
import { type LoadedLayer, unpackWeights } from '../model/portable'
import { factsOf } from '../operations/facts'
import { fromBase64 } from '../protocol/base64'
import { ABOUT_ID, type OnePageAbout, WEIGHTS_ID } from '../protocol/onePage'
import { Builder, type ReadBack } from './builder'

/**
 * The network of a page by `toOnePage`, read from the texts that its program reads.
 * @throws Error where one is missing, or does not hold what the other says
 */
export async function readOnePage(page: Blob): Promise<ReadBack> {
  const html = await page.text()
  const about = JSON.parse(dataOf(html, ABOUT_ID)) as OnePageAbout
  const builder = new Builder()
  const weights = unpackWeights(about.layers, fromBase64(dataOf(html, WEIGHTS_ID)))
  for (const layer of about.layers)
    builder.add(layer, factsOf(layer).params(layer).length > 0 ? (weights.next().value as LoadedLayer).params : {})
  const back = builder.done({ labels: JSON.stringify(about.classes), arch: about.arch, image_size: String(about.imageSize) })
  assertTelling(about, back)
  return back
}

/** @throws Error where what tells "none of these" does not fit the network, or is damaged */
function assertTelling({ noneOf }: OnePageAbout, { spec }: ReadBack): void {
  if (!noneOf) return
  prototypesFrom(noneOf.prototypes, noneOf.width)
  if (noneOf.width !== spec.featureWidth) throw new Error(`prototypes of ${noneOf.width} numbers for ${spec.featureWidth} features`)
  if (!Number.isFinite(noneOf.threshold)) throw new Error('the threshold of the similarity is no number')
}

/** The text of an element that holds data; nothing in it ends it, as in a browser. */
function dataOf(html: string, id: string): string {
  const start = html.indexOf(`id="${id}">`)
  if (start < 0) throw new Error(`the page has no ${id}`)
  const from = start + `id="${id}">`.length
  return html.slice(from, html.indexOf('</script', from))
}
