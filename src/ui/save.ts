/** Hands files to the browser's downloads. */
import { csvTable } from '../../workers/protocol'

/** Starts the download of a file. */
export function save({ name, blob }: { readonly name: string; readonly blob: Blob }): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** A table as comma-separated values (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function csvFile(name: string, rows: readonly (readonly (string | number)[])[]): { readonly name: string; readonly blob: Blob } {
  return { name, blob: new Blob(['\uFEFF', csvTable(rows)], { type: 'text/csv;charset=utf-8' }) }
}

/** Lets the person choose where a zip goes; null where they changed their mind, undefined where the browser has no such dialog. Must be called from a click. */
export async function chooseZip(name: string): Promise<FileSystemFileHandle | null | undefined> {
  if (!window.showSaveFilePicker) return undefined
  try {
    return await window.showSaveFilePicker({ suggestedName: name, types: [{ accept: { 'application/zip': ['.zip'] } }] })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
    throw thrown
  }
}
