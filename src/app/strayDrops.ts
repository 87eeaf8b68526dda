/** Files let go of where nothing takes them: browsers would leave the page for the file, and with it whatever is open. */

/** Refuses, on `page`, drops of files that no part of it takes. */
export function refuseStrayDrops(page: Window): void {
  for (const type of ['dragenter', 'dragover', 'drop'] as const)
    page.addEventListener(type, (event) => {
      // What takes a drop has said so by now; a file input takes it by itself.
      if (event.defaultPrevented || event.target instanceof HTMLInputElement || !event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    })
}
