/** The texts about what keeps the network busy, in English; the other languages have this file's type. */
import { noneOfSays } from '../../ui/noneOfSays'

export const en = {
  waitsFor: {
    submission: 'A submission is being made, which a run would end. Wait for it, or cancel it in Use.',
    measuring: 'Better answers are being compared, which a run would end. Wait for it, or cancel it in Use.',
    labels: 'Labels are being looked at, which a run would end. Wait for it, or cancel it in Data.',
    pictures: 'Pictures are being looked at, which a run would end. Wait for it, or cancel it in Data or Results.',
    noneOf: 'What the pictures look like is being learned or tried, which a run would end. Wait for it, or cancel it in Use.',
    search: 'A good recipe is being looked for. Wait for it, or stop it: nothing of it is lost.',
    device: 'This device is being measured. You can train when that is done, or stopped.',
    sweep: 'A learning rate is being looked for. Wait for it, or stop it in Train.',
    exporting: 'A file of the last model is being made and checked. You can train when it is done.',
  },
  noneOfNote: {
    says: noneOfSays.en,
    why: 'It is less like the pictures that the run learned from than nearly all of your own.',
  },
}
