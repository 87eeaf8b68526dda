/** The texts of the Train place, in English; the other languages have this file's type. */
import { type RunEvent, type RunPhase, TORCH_ENDINGS } from '../../../workers/protocol'
import { numbersOf } from '../../ui/numbers'

/** How far the frozen network is through the pictures. */
export type FeatureProgress = Extract<RunEvent, { type: 'feature-progress' }>

const { n, count, percent } = numbersOf('en')

/** Names in a sentence; of many the first. */
const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 10).join(', ')} and ${n(names.length - 10)} more` : names.join(', ')

/** What a run still does before it stands still or stops. */
const after = (phase: RunPhase | null): string =>
  phase === 'training' ? 'after this step ' : phase === 'validating' || phase === 'features' ? 'after these pictures ' : ''

export const en = {
  train: {
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
    findTake: (rate: string) => `Take ${rate}`,
    rate: 'learning rate',
    weightsGet: 'Get ImageNet’s ResNet18 from Hugging Face',
    hubOther: 'Other weights by name or address',
    hubNetworks: 'A network with ImageNet’s weights',
    hubNetworksHint: (licence: string, other: string) =>
      `ResNets are torchvision’s, licence ${licence}, the others timm’s, licence ${other}; right on ImageNet’s validation pictures. Deeper ones take longer.`,
    hubNetwork: (network: string, size: string, right: string) => `${network} · ${size} · ${right} right`,
    hubNoNetwork: 'Another, by name or address',
    hubName: 'Name or address',
    hubHint:
      'A ResNet, MobileNet, EfficientNet or Vision Transformer with torchvision’s or timm’s names: what it is called on Hugging Face, or the https address of a .safetensors or .pth file anywhere. A worker that never sees a picture fetches it.',
    hubGet: 'Get',
    untrainedTake: (network: string) => `Begin with ${network} untrained`,
    untrainedHint:
      'Untrained: nothing is downloaded, and everything has to be learnt from your pictures. For thousands of them, or to see what pretrained weights are worth.',
    weightsUntrained: 'Untrained',
    untrainedUsed: 'drawn at random; nothing in it has learnt yet',
    weightsHub: 'Downloaded',
    keptWeights: (files: number, size: string) => `Kept downloads: ${count(files, 'file', 'files')}, ${size}.`,
    keptRemove: 'Remove them',
    otherDepth: (weights: string, chosen: string) =>
      `The weights in use are those of ${weights}, so ${weights} will be trained, although the settings say ${chosen}. To train ${chosen}, take its weights first.`,
    weightsVerified: 'SHA-256 as Hugging Face states it',
    weightsUnverified:
      'Hugging Face did not say what the file’s SHA-256 should be, so it could not be checked for damage on the way. Names and shapes are right. Take it again later to have it checked.',
    weightsThisVisit:
      'Kept for this visit only: this browser does not keep the file. To use it again without a network, save it and choose it here.',
    downloading: (done: string, of: string) => `${done} of ${of}`,
    downloaded: (done: string) => `${done} so far`,
    downloadStarting: 'Connecting …',
    retries: (times: number) => `The connection broke ${count(times, 'time', 'times')} and was taken up again.`,
    title: 'Train',
    recipe: 'Recipe',
    reset: 'Back to defaults',
    changed: (options: number) => `${count(options, 'setting', 'settings')} changed`,
    weights: 'What it starts from',
    weightsUsed: 'In use',
    weightsAtPress: 'Fetched when you press Train',
    weightsReached: (figures: readonly string[]) => `${figures.join(' and ')} of cats and dogs recognised: how it was measured`,
    startAsk: 'What should the network start from?',
    startAskText:
      'A network that has seen many pictures before learns yours from few. The choice is remembered, and stands in the recipe to be changed at any time.',
    startAskOwn:
      'You chose weights of your own on an earlier visit. A page does not keep them from visit to visit: give them again, or choose others.',
    starterOnce: 'Use the bundled starter this time',
    toStarts: 'Choose what it starts from',
    withoutNetwork: 'There is no network now: this run starts from the bundled starter.',
    weightsBundled: 'Bundled',
    weightsOwn: 'Your file',
    weightsBest: (size: number) => `best at ${n(size)} px`,
    weightsLicence: (licence: string) => `licence: ${licence}`,
    weightsChoose: 'Use a file of weights',
    weightsDrop: `Drop a .safetensors file or one of PyTorch’s (${TORCH_ENDINGS.join(', ')}) here, with torchvision’s or timm’s names (a ResNet, MobileNet, EfficientNet or Vision Transformer), or a model that was downloaded here (.safetensors, .onnx).`,
    weightsOrDrop: `or drop it here: .safetensors, ${TORCH_ENDINGS.join(', ')}, or an .onnx of ours`,
    weightsBack: 'Use the starter',
    goOn: {
      ofRun: 'Or go on with the model of a run',
      chooseRun: 'Choose a run',
      unopened: (names: readonly string[]) => `A trained model of ${listed(names)}. Open pictures to see what becomes of each class.`,
      kept: (names: readonly string[]) => `The run goes on with what the model knows of ${listed(names)}.`,
      noneKept: 'No open class has the name of one of the model’s: all are learned from the beginning.',
      fresh: (names: readonly string[]) => `New to the model, learned from the beginning: ${listed(names)}.`,
      gone: (names: readonly string[]) => `No open picture is of ${listed(names)}: the run forgets that.`,
      otherHead:
        'The recipe’s head is of another kind than the model’s, so all classes are learned from the beginning. Choose the model’s kind of head to keep what it knows.',
      mayLose: (all: string, few: string) =>
        `Beside a new class, those that stay may be right less often after the first epoch: by up to ${all} of the pictures where all their old pictures are open, by up to ${few} where few are. So it was measured on photos.`,
      validation:
        'Validation may hold pictures that the model has learned from; its figures are then too good. “Find a good recipe” begins with a new head.',
    },
    about: (time: string) => `About ${time}`,
    between: (least: string, most: string) => `Between ${least} and ${most}`,
    estimateText: (time: string, memory: string) => `${time} on this device, about ${memory} of memory.`,
    endsEarly: 'Less where early stopping ends it before its last epoch.',
    unmeasured: 'No run was timed on this device yet: the time left is known a few steps after the start.',
    fit: {
      fitted: (options: readonly string[]) => `Fitted to weights, pictures and device, as the recipe says: ${options.join(', ')}.`,
      title: (pictures: number) => `Fitted to these weights, ${count(pictures, 'picture', 'pictures')} to learn from and this device:`,
      changed: (option: string, value: string, instead: string, why: string) => `${option}: ${value} instead of ${instead}, ${why}`,
      reasons: {
        weights: 'since these weights are moved gently',
        untrained: 'since nothing in it has learnt yet',
        pictures: 'since there are few pictures',
        time: 'for the time that it takes here',
      },
      takes: (after: string, before: string) =>
        after === before ? `${after} on this device.` : `${after} on this device. Without this: ${before}.`,
      stillLong: (after: string) => `${after} on this device. Fewer pictures (“Use at most”), or “Quick look”, make it shorter.`,
      takeBack: 'Take this back',
      notFitted: 'The recipe does not follow weights, pictures and device.',
      again: 'Fit it',
    },
    start: 'Train',
    startAgain: 'Train again',
    startOn: (recipe: string, pictures: string) => `Train: ${recipe} on ${pictures}`,
    startAgainOn: (recipe: string, pictures: string) => `Train again: ${recipe} on ${pictures}`,
    startChanged: (changes: number) => `Train again with ${count(changes, 'change', 'changes')} from the run shown`,
    defaultRecipe: 'default recipe',
    ownRecipe: 'your settings',
    next: 'Next run',
    toRecipe: 'To the recipe',
    nextIs: (weights: string, strategy: string, epochs: number, size: number, pictures: number) =>
      `${strategy}: from ${weights}, ${count(epochs, 'epoch', 'epochs')} at ${n(size)} px, ${count(pictures, 'picture', 'pictures')} to learn from.`,
    startOpen: 'weights of your choice',
    startAsked: 'You will be asked which weights to start from.',
    ofStarter: (forecast: string) => `With the bundled starter: ${forecast}`,
    differs: (what: readonly string[]) => `Other than in the run that is shown: ${what.join(' · ')}.`,
    from: (option: string, before: string, now: string) => `${option} ${before} → ${now}`,
    shown: 'Shown',
    onNow: 'On now',
    shownRate: (rate: string) => `learning rate ${rate}`,
    shownAccuracy: (accuracy: string) => `${accuracy} right on validation`,
    shownFrom: (weights: string) => `from ${weights}`,
    shownOther: 'Show another run',
    ofOtherPictures: (shown: string, open: string) =>
      `These results are of other pictures, ${shown}. Train would learn from those that are open, ${open}.`,
    viewsLater: 'Open pictures to see nine views of one here.',
    viewsOther: 'Another picture',
    mixedLead: (count: number) =>
      `So a run of this recipe mixes the first picture of ${count === 1 ? 'its first batch' : `each of its first ${n(count)} batches`}; both classes are learnt by these shares.`,
    mixedList: 'Mixed pictures',
    mixedView: (batch: number) => `From batch ${n(batch)}`,
    mixedShare: (share: number) => percent(share, 0),
    notMixed:
      'Mixed pictures, pasted patches and other sizes while training need pictures that go through the network anew in every epoch: keep 0 views of each picture (Data), or let more than the head learn.',
    noMixedPrecision: (device: string) =>
      `Not in force here: ${device} has no 16-bit arithmetic that can be trusted, so a run trains in 32 bits.`,
    sizesLeftOut: (sizes: readonly number[]) =>
      `No epoch of this recipe has ${sizes.map(n).join(', ')} px: there are too few epochs. Have more epochs, or fewer sizes.`,
    sizesOfPatches: (sizes: readonly number[], patch: number, others: readonly number[]) =>
      `This network takes whole squares of ${n(patch)} px only: a run would not start with ${sizes.map(n).join(', ')} px. Sizes next to ${sizes.length === 1 ? 'it' : 'them'}: ${others.map(n).join(', ')} px.`,
    pause: 'Pause',
    resume: 'Go on',
    stop: 'Stop',
    stopHint: 'Ends after this step and keeps the best epoch so far.',
    needsPictures: 'Open pictures first.',
    notify: 'Tell me when it is done',
    notifyBlocked: 'Notifications are blocked for this page in the browser’s settings.',
    notifyTitle: 'Training is done',
    notifyFailed: 'Training ended with a problem',
    notifyBody: (accuracy: string, epoch: number) => `${accuracy} right on validation, best epoch ${n(epoch)}.`,
    idleTitle: 'Nothing is training yet',
    idleText:
      'The recipe is ready as it is. Press Train, and watch the curves here; where nothing is chosen to start from, it is asked for first.',
    idleNoData: 'A run needs pictures. Open a folder or a zip, or try it with drawn pets.',
    phase: {
      loading: 'Loading weights and pictures …',
      tuning: 'Trying out once how this graphics card computes fastest …',
      features: 'The frozen network looks at every picture first …',
      training: 'Training',
      validating: 'Validating',
      finishing: 'Restoring the best weights …',
      testing: 'Scoring the test pictures …',
    },
    standing: { pausing: (phase: RunPhase | null) => `Pausing ${after(phase)}…`, paused: 'Paused' },
    stopping: (phase: RunPhase | null) => `Stopping ${after(phase)}…`,
    longer: (epochs: number) => `Train ${count(epochs, 'epoch', 'epochs')} longer`,
    longerEpochs: 'Epochs to add to this run',
    ended: {
      completed: 'Finished: all epochs done.',
      'early-stop': 'Finished early: validation did not get better any more.',
      stopped: 'Stopped by you.',
      diverged:
        'Ended: the steps were too large and the training went astray (it diverged). Do not trust this model without a look at its figures.',
    },
    tryAgainWith: (rate: string) => `Try again with a learning rate of ${rate}`,
    stoppedEarly: 'Stopped by you before anything was learnt: there is no model, and nothing was kept.',
    stoppedAgain: 'Stopped before it learnt anything more; what it had is kept.',
    failed: 'The run ended with a problem. What it had done stands below.',
    toResults: 'See results',
    toUse: 'Try it',
    progress: 'Progress of the run',
    features: ({ done, of, views, pictures }: FeatureProgress) =>
      `The frozen network looks at every picture first (${views > 1 ? `${n(views)} views of ` : ''}${count(pictures, 'picture', 'pictures')}, ${n(of - views * pictures)} for validation): ${n(done)} of ${n(of)}. Then the head learns fast.`,
    validating: (done: number, of: number) => `Validating: ${n(done)} of ${n(of)}`,
    testing: (done: number, of: number) => `Scoring the test pictures, once: ${n(done)} of ${n(of)}`,
    skipTuning: 'Skip',
    skipTuningHint: 'Trains with what is proven by now; the next run goes on from here.',
    skipTest: 'Skip the test',
    skipTestHint: 'The model is complete and stays; only the score on the test pictures is left out.',
    confusion: 'Confusion matrix (validation)',
    perClass: 'Per class',
    log: 'Log',
    logEmpty: 'What happens during the run is written here.',
    logStarted: (train: number, val: number, test: number, device: string) =>
      `Started on ${device}: ${count(train, 'picture', 'pictures')} to learn from, ${n(val)} for validation${test > 0 ? `, ${n(test)} to be tested on once, at the end` : ''}.`,
    logTested: (right: number, of: number) =>
      `Test, once, by the weights of the model: ${n(right)} of ${count(of, 'picture', 'pictures')} right.`,
    logEpoch: (epoch: number, loss: string, accuracy: string) => `Epoch ${n(epoch)}: validation loss ${loss}, ${accuracy} right.`,
    logBest: (by: string) => `The ${by} so far.`,
    logFinished: (reason: string, epoch: number) => `${reason} Best weights restored, from epoch ${n(epoch)}.`,
    notes: {
      unfroze: (block: string, epoch: number) => `${block} learns from epoch ${n(epoch)} on.`,
      'picture-replaced': (path: string) => `${path} could not be decoded; another picture took its place.`,
      'picture-left-out': (path: string) => `${path} could not be decoded; validation is without it.`,
      'test-picture-left-out': (path: string) => `${path} could not be decoded; the test is without it.`,
      'test-not-scored': {
        stopped: () => 'The test pictures were not scored: you skipped that. The model is complete.',
        unreadable: () => 'The test pictures were not scored: none of them could be read. The model is complete; look at them in Data.',
        failed: (detail: string) =>
          `The test pictures could not be scored (${detail}). The model is complete; train again with the same recipe for a score.`,
      },
      'on-tfjs':
        'The studio’s own program for the processor does not do this network’s numbers of channels: TensorFlow.js computes it, which takes longer.',
      'card-wrong':
        'The graphics card gave wrong numbers for what this network needs, so the processor trains it. A click on the device tells which, with a text to copy for a bug report.',
      'last-picture-dropped':
        'Each epoch leaves out one picture: it would be a batch of its own, and of every network those are left out, since BatchNorm cannot learn from them.',
      'one-thread':
        'This browser did not start the other threads, so one trains alone: slower, with the same results. Reloading the page may help.',
      'mixed-precision': 'Mixed precision: convolutions compute in 16 bits, with a loss that is scaled to suit.',
      'no-mixed-precision':
        'Mixed precision was asked for, and this device has none that can be trusted (WebGPU’s shader-f16): the run trains in 32 bits. With another browser or graphics card it may be there.',
      'precision-timed': (mixed: string, f32: string, isFaster: boolean) =>
        `A step took ${mixed} ms in mixed precision and ${f32} ms in 32 bits on this device: the run trains in ${isFaster ? 'mixed precision' : '32 bits'}.`,
      'update-skipped': (epoch: number, step: number) =>
        `Epoch ${n(epoch)}, step ${n(step)}: a gradient was too large for 16 bits. That update was left out, and the loss is scaled half as much from here on. Now and then this is usual.`,
      'learning-rate-lowered': (to: string) => `Learning rate lowered to ${to}.`,
      'device-restored': (detail: string) => `The device came back (${detail}); going on from the last good weights.`,
      'checkpoint-saved': (epoch: number, step: number, epochs = Number.POSITIVE_INFINITY) =>
        epoch > epochs
          ? 'Saved: all epochs are done.'
          : step === 0
            ? `Saved: the run can go on from epoch ${n(epoch)}.`
            : `Saved: the run can go on from epoch ${n(epoch)}, step ${n(step)}.`,
      'checkpoint-failed': (detail: string) => `Could not be saved here (${detail}); the run goes on, and what was saved before stays.`,
      resumed: (epoch: number, step: number) => `Going on from epoch ${n(epoch)}, step ${n(step)}.`,
      'storage-full': (needed: string, free: string) =>
        `No room to save: ${needed} needed, ${free} free. The run is paused; free space and go on.`,
      'no-storage': (what: string) =>
        `${what} The run goes on and is not kept: download the model when it has ended, before you close the tab.`,
    },
    tabTitle: (done: string, name: string) => `${done} ${name}`,
    networkPicture: (learning: string) => `The network as blocks from picture to answer; learning: ${learning}`,
    blocks: {
      stem: 'Stem',
      layer1: 'Layer 1',
      layer2: 'Layer 2',
      layer3: 'Layer 3',
      layer4: 'Layer 4',
      fc: 'Head',
      stage1: 'Stage 1',
      stage2: 'Stage 2',
      stage3: 'Stage 3',
      stage4: 'Stage 4',
      classifier: 'Head',
      blocks1: 'Blocks 1–3',
      blocks2: 'Blocks 4–6',
      blocks3: 'Blocks 7–9',
      blocks4: 'Blocks 10–12',
      head: 'Head',
    },
    values: (values: number) => count(values, 'value', 'values'),
    blockFacts: (gives: string, parameters: string, share: string) => `${gives} · ${parameters} weights · ${share} of work`,
    drawn: 'Each block with the size of what it gives; wide is much work, high is a large map.',
    networkCosts: (macs: string, parameters: string, size: number) =>
      `${macs} multiply-adds a picture at ${n(size)} px, ${parameters} weights.`,
    networkFits: (memory: string, batch: number) =>
      `A step with ${count(batch, 'picture', 'pictures')} takes about ${memory} of memory, as the recipe is now: within what this device says it can give.`,
    networkTooLarge: (memory: string, batch: number) =>
      `A step with ${count(batch, 'picture', 'pictures')} would take about ${memory}: more than this device can give.`,
    networkBatch: (batch: number) => `Batches of ${n(batch)} would fit.`,
    networkSize: (size: number) => `At ${n(size)} px it would fit.`,
    networkNever: 'Smaller batches or pictures would not help: choose a smaller network, or let fewer blocks learn.',
    learns: 'learns',
    frozen: 'frozen',
    fromEpoch: (epoch: number) => `from epoch ${n(epoch)}`,
    input: 'Picture',
    answer: 'Answer',
    batchNorm:
      'Frozen blocks keep their weights, and their BatchNorm runs in evaluation mode: it uses the statistics of the pretraining and does not change them.',
    layerNorm:
      'Frozen blocks keep their weights. This network has no BatchNorm; its LayerNorm does the same in training and in evaluation.',
    layerNormAll: 'Every block learns. This network has no BatchNorm; its LayerNorm does the same in training and in evaluation.',
    batchNormAll: 'Every block learns; BatchNorm measures its statistics on your pictures as it goes.',
    stages: 'Which blocks learn in which epochs',
    stage: (first: number, last: number) => (first === last ? `Epoch ${n(first)}` : `Epochs ${n(first)}–${n(last)}`),
  },
}
