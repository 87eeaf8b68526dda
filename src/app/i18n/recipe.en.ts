/** The texts of presets, the schedule, the learning-rate finder and downloaded weights, in English. */
import { wordsOf } from './words'

const { n, count } = wordsOf('en')

export const recipeEn = {
  presets: 'Start from',
  presetNone: 'Starting points, to take and change as you like.',
  schedule: 'Learning rate over the run',
  scheduleLabel: (first: string, most: string, last: string) =>
    `Learning rate over the run: begins at ${first}, at most ${most}, ends at ${last}`,
  schedulePlateau: 'It is lowered when validation stops improving; that cannot be drawn before the run.',
  find: 'Find a learning rate',
  findHint: 'Tries a hundred rising rates on a copy of the network, in moments to minutes. The model stays as it is.',
  finding: 'Trying rising learning rates …',
  findStop: 'Stop',
  findTitle: 'Learning-rate finder',
  findPlot: (suggestion: string) => `Smoothed loss over the learning rate; suggested: ${suggestion}`,
  findNone: 'The loss never fell, so there is nothing to suggest. Try larger batches or other weights.',
  findSuggests: (rate: string) => `Suggested: ${rate}, where the loss falls fastest.`,
  findTake: 'Take it',
  findClose: 'Close',
  rate: 'learning rate',
  stages: 'Which blocks learn in which epochs',
  stage: (first: number, last: number) => (first === last ? `Epoch ${n(first)}` : `Epochs ${n(first)}–${n(last)}`),
  listOf: (most: number, min: string, max: string, rising: boolean) =>
    `At most ${n(most)} numbers from ${min} to ${max}, with commas between them${rising ? ', none smaller than the one before' : ''}`,
  weightsGet: 'Get ImageNet’s ResNet18 from Hugging Face',
  weightsGetHint: 'timm/resnet18.tv_in1k, 47 MB; kept for use without a network.',
  hubOther: 'Other weights by name or address',
  hubName: 'Name or address',
  hubHint:
    'A ResNet18 or ResNet34 with torchvision’s or timm’s names: what it is called on Hugging Face, or the https address of a .safetensors file anywhere. A worker that never sees a picture fetches it.',
  hubGet: 'Get',
  weightsHub: 'Downloaded',
  otherDepth: (weights: string, chosen: string) =>
    `These are the weights of a ${weights}, so a ${weights} will be trained, although the settings say ${chosen}. To train a ${chosen}, take its weights first.`,
  weightsVerified: 'SHA-256 as Hugging Face states it',
  weightsUnverified:
    'Hugging Face did not say what the file’s SHA-256 should be, so it could not be checked for damage on the way. Names and shapes are right. Take it again later to have it checked.',
  downloading: (done: string, of: string) => `${done} of ${of}`,
  downloaded: (done: string) => `${done} so far`,
  downloadStarting: 'Connecting …',
  retries: (times: number) => `The connection broke ${count(times, 'time', 'times')} and was taken up again.`,
  cancel: 'Cancel',
}

export type RecipeText = typeof recipeEn
