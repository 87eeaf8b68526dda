/** What networks answered on validation pictures, kept for the visit: another choice of members, or another look at the gain, asks only those who were not asked yet. */
import type { Dataset } from '../../data/dataset/dataset'
import type { Views } from '../../protocol'

/** By picture id, of each kind of views the probabilities of all classes. */
type Answered = Map<number, Map<Views, Float64Array>>

export class KnownAnswers {
  /** Of the pictures that are open; others end it. */
  private samples: Dataset['samples'] | null = null
  private readonly networks = new Map<string, Answered>()

  /**
   * What is known of a network's answers to the open pictures, to be added to.
   * @param network names run, weights and temperature: equal names answer alike
   */
  of(samples: Dataset['samples'], network: string): Answered {
    if (this.samples !== samples) {
      this.networks.clear()
      this.samples = samples
    }
    const known: Answered = this.networks.get(network) ?? new Map()
    this.networks.set(network, known)
    return known
  }
}
