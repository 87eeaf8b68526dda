/** The texts of pushing a model to the hub, in English; the other languages have this file's type. */
import type { HubLicence } from '../../../../workers/protocol'
import { numbersOf } from '../../../ui/numbers'

const { count } = numbersOf('en')

const licences: Readonly<Record<HubLicence, string>> = {
  mit: 'MIT',
  'apache-2.0': 'Apache 2.0',
  'bsd-3-clause': 'BSD, 3 clauses',
  'cc-by-4.0': 'CC BY 4.0',
  'cc-by-nc-4.0': 'CC BY-NC 4.0 (not for business)',
  'cc0-1.0': 'CC0 1.0 (public domain)',
  other: 'As the weights say that it began with',
}

export const en = {
  push: {
    open: 'Push to the hub',
    title: 'Push to the Hugging Face hub',
    lead: 'These files leave your machine, for an account of yours, when you press “Push” below, and not before. No picture does.',
    repository: 'Name of the repository',
    repositoryHint: 'A name, or OWNER/NAME for an organisation of yours.',
    repositoryWrong: 'Letters, digits, “-”, “_” and “.”, at most 96, with a letter or a digit at both ends; one “/” after the owner.',
    visibility: 'Who can see it',
    isPrivate: 'Only you, and whom you let in',
    isPublic: 'Everybody',
    licence: 'Licence',
    licenceHint: (base: string) => `The model’s card needs one. The weights that it began with say: “${base}”.`,
    licenceYours: 'The model’s card needs one. The network began untrained: the choice is yours.',
    licenceNone: 'None yet',
    licenceIs: (licence: string) => `Licence: ${licence}, as the weights that it began with.`,
    licenceMissing: 'Choose a licence for the model’s card.',
    licences,
    token: 'Your access token',
    tokenHint: 'With the right to write. It goes to the hub with this push, and is kept nowhere.',
    tokenMake: 'Make one of the type “Write” on huggingface.co',
    tokenMissing: 'Paste a token; it begins with hf_.',
    sends: (files: number, size: string) => `What is sent: ${count(files, 'file', 'files')}, ${size}`,
    noPicture: (dataset: string) =>
      `No picture is among them. The card says what the classes, the pictures (“${dataset}”) and the run are called.`,
    start: (size: string) => `Push ${size}`,
    addTo: (repository: string) => `Add a commit to “${repository}”`,
    progress: 'Progress of the push',
    phases: {
      making: 'Making the files, and reading them back …',
      asking: 'Asking the hub …',
      sending: (done: string, of: string) => `${done} of ${of} sent`,
      ending: 'The hub makes a commit of them …',
    },
    cancelled: 'Cancelled. The hub shows nothing of the model; a repository that was just made stays there, empty.',
    stopping: 'Stopping …',
    of: (run: string, says: string) => `“${run}”: ${says}`,
    done: (repository: string, isPrivate: boolean) =>
      `“${repository}” is on the hub. ${isPrivate ? 'You can see it, and whom you let in.' : 'Everybody can see it.'}`,
    see: 'Open it',
  },
}
