/** A run's file that is not what was written, or not of that run; the message says in what, after "it is damaged: ". */
export class DamagedRunFile extends Error {
  override readonly name = 'DamagedRunFile'
}
