/** What workers alone have of the browser's private files, and TypeScript's DOM therefore has not; the trainer is checked with that here. */
interface FileSystemSyncAccessHandle {
  close(): void
  flush(): void
  getSize(): number
  read(buffer: AllowSharedBufferSource, options?: { at?: number }): number
  truncate(size: number): void
  write(buffer: AllowSharedBufferSource, options?: { at?: number }): number
}
interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>
}
