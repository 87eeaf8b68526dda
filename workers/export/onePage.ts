/**
 * The model as one page that opens from disk: pictures are dropped on it, or held to the webcam, and it answers with nothing to install or to fetch.
 *
 * The page's program is `src/onepage/`, bundled by `tools/site/onePage.ts` and loaded when somebody asks for such a file. Its policy names that program
 * by its hash and allows no connection: whatever a class is called, nothing else runs, and nothing is sent.
 */
import { prototypesText } from '../metrics/prototypesText'
import { paramName } from '../model/layer'
import { packWeights } from '../model/portable'
import type { PortableLayer } from '../operations/facts'
import { toBase64 } from '../protocol/base64'
import { rightOf } from '../protocol/confusion'
import { ABOUT_ID, type OnePageAbout, WEIGHTS_ID } from '../protocol/onePage'
import { inferenceNetwork } from './fold'
import type { RunReport } from './metrics'
import { assertExportable, type ExportModel, paramOf } from './model'
import { escapeHtml } from './report/html'

/** The bundled program and its style sheet. */
export interface OnePageProgram {
  readonly script: string
  readonly style: string
}

interface Portable {
  readonly layers: readonly PortableLayer[]
  /** As `packWeights` writes them. */
  readonly weights: Uint8Array<ArrayBuffer>
}

/** The network as it stands in the page. */
export function portable(model: Pick<ExportModel, 'spec' | 'params' | 'imageSize'>): Portable {
  const { layers, params } = inferenceNetwork(model)
  return { layers, weights: packWeights(layers, (layer, suffix) => paramOf(params, paramName(layer, suffix)).data) }
}

/**
 * The whole page. Everything that came from outside is text in it.
 * @param name what the run is called
 * @throws Error where the model is incomplete (`assertExportable`)
 */
export async function toOnePage(
  { model, run, name }: { readonly model: ExportModel; readonly run: RunReport; readonly name: string },
  { script, style }: OnePageProgram,
): Promise<Blob> {
  assertExportable(model)
  const { layers, weights } = portable(model)
  const { facts } = model
  const about: OnePageAbout = {
    name,
    classes: model.classes,
    arch: model.spec.arch,
    imageSize: model.imageSize,
    transparency: model.transparency,
    layers,
    noneOf: noneOfIn(model),
    card: {
      created: facts.created,
      dataset: facts.datasetName,
      baseWeights: facts.isUntrained ? null : facts.baseWeights,
      baseWeightsLicence: facts.baseWeightsLicence,
      validation: rightOf(run.summary.best),
      test: run.summary.test ? rightOf(run.summary.test) : null,
    },
  }
  const [scriptHash, styleHash] = await Promise.all([hashOf(script), hashOf(style)])
  // Blobs are allowed for the pictures that are shown, which lie in this page's own memory.
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHash} 'wasm-unsafe-eval'`,
    `style-src ${styleHash}`,
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]
  const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,"><title>${escapeHtml(name)}</title>
<style>${style}</style></head><body><noscript>This page needs JavaScript, which is switched off. 本页需要 JavaScript，它已被关闭。</noscript>
<script type="application/json" id="${ABOUT_ID}">${jsonInHtml(about)}</script>
<script type="text/plain" id="${WEIGHTS_ID}">`
  return new Blob([head, ...toBase64(weights), `</script>\n<script>${script}</script></body></html>\n`], { type: 'text/html' })
}

/** What is decided of how the model answers; its temperature is in the last layer already. */
function noneOfIn({ answering }: ExportModel): OnePageAbout['noneOf'] {
  if (!answering?.noneOf) return null
  const { prototypes, threshold } = answering.noneOf
  return { threshold, width: prototypes.width, prototypes: prototypesText(prototypes) }
}

/** JSON that ends no element and begins none, whatever is in it. */
const jsonInHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** As a Content-Security-Policy names a text. */
async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`
}
