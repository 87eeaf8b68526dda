/** Takes the network out of a finished page, to check it before it is offered. */
import { unpackWeights } from '../model/portable'
import { fromBase64 } from '../protocol/base64'
import { ABOUT_ID, type OnePageAbout, WEIGHTS_ID } from '../protocol/onePage'
import { Builder, type ReadBack } from './readback'

/**
 * The network of a page by `toOnePage`, read from the texts that its program reads.
 * @throws Error where one is missing, or does not hold what the other says
 */
export async function readOnePage(page: Blob): Promise<ReadBack> {
  const html = await page.text()
  const about = JSON.parse(dataOf(html, ABOUT_ID)) as OnePageAbout
  const builder = new Builder()
  const weights = unpackWeights(about.layers, fromBase64(dataOf(html, WEIGHTS_ID)))
  for (const layer of about.layers) {
    const { id } = layer
    if (layer.op === 'conv' || layer.op === 'linear') {
      const { weight, bias } = weights.next().value!
      if (layer.op === 'linear') builder.linear(id, layer.inputs[0]!, [layer.outFeatures, layer.inFeatures], weight, bias)
      else {
        const { outChannels, inChannels, kernel, stride, padding } = layer
        builder.conv(id, layer.inputs[0]!, [outChannels, inChannels, kernel, kernel], stride, padding, weight, bias)
      }
    } else builder.plain({ ...layer, block: builder.block() })
  }
  return builder.done({ labels: JSON.stringify(about.classes), arch: about.arch, image_size: String(about.imageSize) })
}

/** The text of an element that holds data; nothing in it ends it, as in a browser. */
function dataOf(html: string, id: string): string {
  const start = html.indexOf(`id="${id}">`)
  if (start < 0) throw new Error(`the page has no ${id}`)
  const from = start + `id="${id}">`.length
  return html.slice(from, html.indexOf('</script', from))
}
