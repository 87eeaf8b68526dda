/** What a file that is taken away is called: the pictures, the run and what it is, so that files of many runs lie beside each other. */

/** UTF-8 bytes of a part of a name at most: most systems allow 255 for the whole. */
const MOST_BYTES = 64

/** Whatever is no letter, mark or digit of some script, and no dot within: no system, shell or address minds what is left. */
const UNSAFE = /[^\p{L}\p{M}\p{N}.]+/gu
const AT_ENDS = /^[-.]+|[-.]+$/g

/** A text as a part of a file's name, empty where nothing of it can be; "224 px, rate 0.001" is `224-px-rate-0.001`. */
function safePart(text: string): string {
  // Far more than is kept is never looked at.
  const safe = text
    .slice(0, 8 * MOST_BYTES)
    .normalize('NFC')
    .replace(UNSAFE, '-')
    .replace(/\.{2,}/g, '.')
    .replace(AT_ENDS, '')
  let short = ''
  let bytes = 0
  for (const letter of safe) {
    bytes += new TextEncoder().encode(letter).length
    if (bytes > MOST_BYTES) break
    short += letter
  }
  return short.replace(AT_ENDS, '')
}

/**
 * "pets_224-px_model.onnx": parts that are empty are left out, and so is the name of the pictures where the run's own begins with it.
 * @param file what it would be called alone, with its extension; kept as it is
 */
export function fileNameOf(from: { readonly dataset: string; readonly run: string }, file: string): string {
  const dataset = safePart(from.dataset)
  const run = safePart(from.run)
  const parts = run.toLowerCase().startsWith(dataset.toLowerCase()) ? [run] : [dataset, run]
  return [...parts.filter((part) => part !== ''), file].join('_')
}
