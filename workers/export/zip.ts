/** Puts texts and bytes into one zip file. */
import { BlobReader, BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js'

/**
 * @param files content by path; texts are compressed, bytes stored as they are (weights do not shrink)
 * @param folder that everything lies in
 */
export async function zipFiles(folder: string, files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false })
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') await zip.add(`${folder}/${path}`, new TextReader(content))
    else await zip.add(`${folder}/${path}`, new BlobReader(new Blob([content])), { level: 0 })
  }
  return zip.close()
}
