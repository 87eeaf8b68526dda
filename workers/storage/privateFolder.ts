/** The one way to the origin's private files: whoever works in a folder of them gets an answer, or hears that there is none. */
import { privateFiles } from './browser'
import { Patience } from './patience'

/** So long anybody waits for files: those of a network take seconds on a busy disk, and some browsers never answer. */
const PATIENCE_MS = 60_000

export class PrivateFolder {
  private readonly patience: Patience

  /** @param patienceMs for one piece of work, in milliseconds */
  constructor(
    private readonly name: string,
    patienceMs = PATIENCE_MS,
  ) {
    this.patience = new Patience(patienceMs, () => this.open())
  }

  /**
   * What `work` gives, which has the folder, made where there is none. It is done anew each time: handles of before are dead once site data was cleared.
   * @throws Problem `no-storage`: no such files in this browser, or no answer; whatever `work` throws
   */
  use<T>(work: (folder: FileSystemDirectoryHandle) => Promise<T>): Promise<T> {
    return this.patience.wait(async () => work(await this.open()))
  }

  private async open(): Promise<FileSystemDirectoryHandle> {
    return (await privateFiles()).getDirectoryHandle(this.name, { create: true })
  }
}
