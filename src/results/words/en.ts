/** The texts of the Results place, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count } = numbersOf('en')

/** Of classes that are recognised least often, as `WeakClasses`. */
type WeakWords = Readonly<Record<'classes' | 'of' | 'recall', number>> & { readonly pictures: readonly [fewest: number, most: number] }

export const en = {
  results: {
    tabs: {
      curves: 'Curves',
      pictures: 'Pictures',
      explain: 'Explain',
      overview: 'Overview',
      test: 'Test',
      confusion: 'Confusion',
      epochs: 'Epochs',
    },
    loading: 'Asking the model …',
    unready: {
      running: 'When the run has ended, this is filled from its best epoch.',
      taken: 'A search for a recipe or a learning rate has the network now. This is here again when it has ended.',
      'no-model':
        'No model answers now: this run ended before it left one. Its figures stand; train again, or open a finished run in Runs.',
      'other-run': 'These figures are of another run than the model that answers now: its pictures cannot be opened.',
    },
    shown: (shown: number, of: number) => `${n(shown)} of ${count(of, 'picture', 'pictures')}`,
    matrix: {
      measure: 'Figures in the cells',
      measures: { count: 'Counts', row: 'Row %', column: 'Column %' },
      measureHelp: {
        count: 'How many pictures.',
        row: 'Of the pictures of a class, the share that got each answer: recall on the diagonal.',
        column: 'Of the pictures with an answer, the share of each class: precision on the diagonal.',
      },
      epoch: 'Epoch',
      epochOf: (epoch: number, of: number) => `Epoch ${n(epoch)} of ${n(of)}`,
      best: 'best',
      onlyBest: (epoch: number) => `Pictures are kept for the best epoch, ${n(epoch)}.`,
      toBest: 'Go to the best epoch',
      png: 'Save as PNG',
      csv: 'Save as CSV',
      surest: 'The surest first.',
      none: 'No picture fell into this cell.',
    },
    gallery: {
      kind: 'Which pictures',
      kinds: { wrong: 'Most wrong', unsure: 'Most unsure', right: 'Most surely right' },
      help: {
        wrong:
          'Of the validation pictures those where the network was wrong, the surest first. Look here first for wrong labels among them.',
        unsure: 'Where the two likeliest classes are closest.',
        right: 'Where it was right and surest of it.',
      },
      none: { wrong: 'Nothing: every validation picture was recognised.', unsure: 'No pictures.', right: 'Nothing was recognised.' },
      says: (name: string, share: string) => `says\u00a0${name}, ${share}`,
      is: (name: string) => `is\u00a0${name}`,
      wrongLabel: 'Label is wrong',
      wrongLabelOf: (path: string) => `Label is wrong: ${path}`,
      itShows: 'It shows:',
      relabelled: (name: string) => `Now ${name}, from the next run on`,
      takeBack: 'Undo',
      undecided: 'Not sure: mark it for review',
      marked: 'Marked for review in Data',
    },
    weak: {
      title: 'Where it fails',
      lead: 'Validation pictures in groups: dark and light, blurred and sharp, small and large, and those that the network sees as alike. Groups in which it is wrong more often than in the others, and by more than chance, are named.',
      start: 'Look where it fails',
      again: 'Look again',
      changed: 'The pictures may have changed since: look again for what is so now.',
      compared: (pictures: number, groups: number) => `${count(pictures, 'picture', 'pictures')} in ${count(groups, 'group', 'groups')}`,
      few: (pictures: number) =>
        `${count(pictures, 'validation picture is', 'validation pictures are')} too few to tell chance from more. Have 40 at least, better hundreds.`,
      none: (wrong: number, of: number) =>
        `Nothing stands out: ${n(wrong)} of ${count(of, 'picture', 'pictures')} wrong, in no group by more than chance gives after so many looks.`,
      spot: (what: string, share: string, others: string) => `${what}: ${share} wrong, others ${others}.`,
      figures: (wrong: number, of: number, p: string) => `${n(wrong)} of ${n(of)}; ${p}, corrected for all groups.`,
      mostly: (pictures: number, label: string, predicted: string) =>
        `Of the wrong ones ${n(pictures)} are “${label}” taken for “${predicted}”.`,
      traits: {
        brightness: { low: 'Dark pictures', high: 'Light pictures' },
        contrast: { low: 'Pictures of little contrast', high: 'Pictures of much contrast' },
        sharpness: { low: 'Blurred pictures', high: 'Very sharp pictures' },
        size: { low: 'Pictures of few pixels', high: 'Pictures of many pixels' },
        shape: { low: 'Tall pictures', high: 'Wide pictures' },
      },
      kinds: {
        brightness: { low: 'darker', high: 'lighter' },
        contrast: { low: 'of less contrast', high: 'of more contrast' },
        sharpness: { low: 'more blurred', high: 'sharper' },
        size: { low: 'smaller', high: 'larger' },
        shape: { low: 'taller', high: 'wider' },
      },
      alike: (kinds: readonly string[]) =>
        kinds.length === 0 ? 'Pictures like these' : `Pictures like these, ${kinds.join(' and ')} than the others`,
      open: (pictures: number) => `Show ${n(pictures)} in Data`,
    },
    explain: {
      drop: 'Drop a picture here, or click to choose one',
      nothing: 'Choose a picture to see what the network looks at.',
      validation: 'Validation pictures, the most unsure first',
    },
    curves: {
      lead: (pictures: number) => `From the ${count(pictures, 'validation picture', 'validation pictures')} of the best epoch.`,
      forClass: 'Class against the rest',
      roc: 'ROC curve',
      rocNote: (auc: string) => `AUC ${auc}`,
      rocHelp: 'How many of the class are found against how many others are taken for it. 1 is perfect, 0.5 is guessing.',
      absent: (name: string) =>
        `No validation picture is of “${name}”, so there is no curve of it. Give it more pictures, or move some to validation.`,
      drawn: (worst: number, of: number) =>
        `Drawn are the chosen class in weight, the mean of all ${n(of)} classes (dashed) and the ${n(worst)} worst.`,
      fpr: 'False-positive rate',
      tpr: 'True-positive rate',
      pr: 'Precision and recall',
      prNote: (ap: string) => `AP ${ap}`,
      prHelp: 'How pure the answers stay as more of the class are found. AP is average precision.',
      recall: 'Recall',
      precision: 'Precision',
      threshold: 'Threshold',
      thresholdHelp: (name: string) => `Call it “${name}” from this probability on. The dot on both curves and the matrix move with it.`,
      thresholdAt: (share: string) => `from ${share} on`,
      accuracy: 'Right',
      f1: 'F1',
      others: 'all others',
      calibration: 'Calibration',
      calibrationHelp:
        'Of the answers given with 80% confidence, 80% should be right: bars on the line. Above it: too modest; below: too sure.',
      confidence: 'Confidence',
      observed: 'Share right',
      bin: 'Confidence from–to',
      ideal: 'ideal',
      ece: 'Calibration error (ECE)',
      logLoss: 'Log loss',
      brier: 'Brier score',
      temperature: 'Temperature',
      before: 'As it is',
      after: (temperature: string) => `T = ${temperature}`,
      calibrated: {
        use: 'Use calibrated probabilities',
        means: 'In Use, tables, submissions and downloads alike; kept with the run, and taken back by the same switch.',
        shown: (temperature: string) => `All probabilities are shown calibrated now (T = ${temperature}), in the curves above too.`,
        notShown: 'All probabilities are shown as the network gives them.',
      },
      temperatureHelp: {
        flat: 'No temperature can be fitted: the less sure the answers are made, the lower the log loss, to the very limit of the search. These answers say little or nothing about these pictures.',
        certain:
          'No temperature can be fitted: the surer the answers are made, the lower the log loss, to the very limit of the search. That is so where every validation picture is right.',
        sure: 'Above 1: the network is surer than it should be. Dividing its logits by this temperature (fitted on these pictures) lowers the log loss without changing any answer.',
        modest:
          'Below 1: the network is more modest than it need be. Dividing its logits by this temperature (fitted on these pictures) lowers the log loss without changing any answer.',
      },
      figure: 'Figure',
    },
    report: {
      title: 'Report',
      lead: 'One HTML file for somebody else: figures, curves, confusion matrix, ROC, the most wrong pictures, recipe, environment and a model card. It opens without a network and asks for nothing.',
      pictures: 'It contains thumbnails of your most wrong pictures: look at them before you pass it on.',
      make: 'Make the report',
      making: 'Making the report …',
      done: (name: string, size: string) => `${name}, ${size}`,
      save: 'Download',
    },
    keptRun: (name: string) => `Kept run “${name}”`,
    stoppedAfter: (done: number, planned: number) => `Stopped after ${n(done)} of ${count(planned, 'epoch', 'epochs')}`,
    divergedAfter: (done: number, planned: number) =>
      `Went astray (diverged) within ${n(done)} of ${count(planned, 'epoch', 'epochs')}: do not trust it without a look at its figures`,
    title: 'Results',
    emptyTitle: 'No results yet',
    emptyText: 'After the first epoch of a run, its figures and mistakes stand here.',
    running: 'The run is still on; these are the figures so far.',
    accuracy: 'Right on validation',
    accuracyHint: (right: number, of: number) => `${n(right)} of ${n(of)} pictures`,
    loss: 'Validation loss',
    lossHint: 'lower is better (cross-entropy)',
    test: {
      title: 'Test',
      validation: 'Validation',
      beside: 'Validation and test side by side',
      accuracy: 'Right on test',
      figures: { accuracy: 'Right', interval: '95% interval', right: 'Pictures right', loss: 'Loss (cross-entropy)' },
      lead: (epoch: number) =>
        `Looked at once, at the end of the run, by the weights of the model (epoch ${n(epoch)}). The best epoch, early stopping, thresholds, temperature and better answers are chosen on validation pictures, so validation flatters a little; this does not. It is of the pictures and labels as they were in the run: what is changed in Data later leaves it as it is.`,
      pictures: (judged: number, unread: number) =>
        `${count(judged, 'picture', 'pictures')}${unread > 0 ? `; ${n(unread)} more could not be read` : ''}`,
      note: 'test',
      unscored: (pictures: number) =>
        `This run has ${count(pictures, 'labelled test picture', 'labelled test pictures')} and no score of them: it is not over, was ended (or its tab was closed) before they were all looked at, or they could not be read. Where it is not its tab, the log in Train says which.`,
      without: 'This run had no labelled test pictures. A folder “test” with class folders in it is scored once, at the end of a run.',
    },
    bestEpoch: 'Best epoch',
    bestEpochHint: (done: number, planned: number, by: string) =>
      `${done < planned ? `of ${n(done)} done, ${n(planned)} planned` : `of ${n(done)}`}, by the ${by}`,
    duration: 'Time taken',
    durationHint: (speed: string) => `${speed} pictures a second`,
    interval: (low: string, high: string) => `95% interval ${low} to ${high}`,
    next: 'What to try next',
    doThis: 'Do this',
    setting: (label: string, value: string) => `${label}: ${value}`,
    isSet: (settings: readonly string[]) => `Set for the next run${settings.length > 0 ? `: ${settings.join(' · ')}` : ''}.`,
    setBack: 'Set back',
    lead: { train: 'Go to Train', weights: 'Choose weights in Train', mistakes: 'See what was mixed up', pictures: 'Go to the pictures' },
    advice: {
      diverged:
        'The loss ran away from what guessing gives: the steps were too large (the training diverged). Train again with a smaller learning rate before anything else.',
      overfitting:
        'Training loss is far below validation loss: the network learns by heart (overfitting). Stronger augmentation makes that harder.',
      underfitting:
        'Training accuracy is still low: the network has not learnt enough yet (underfitting). More of it must learn, or for longer.',
      'still-improving': 'The last epoch was the best, so it was still getting better: more epochs will probably help.',
      'more-capacity': (preset: string) =>
        `Only the head learnt. Letting the whole network learn, as “${preset}” does, usually gives the next few points.`,
      'own-weights': 'The bundled weights are a small starter. ImageNet’s weights, one press away in Train, reach far higher on photos.',
      'few-validation': 'There are few validation pictures, so the accuracy is uncertain: more pictures make it firmer.',
      'weak-class': (name: string, recall: string) =>
        `“${name}” is recognised least often (${recall} of its pictures). Look at its pictures, or add more of them.`,
      'weak-classes': ({ classes, of, recall, pictures: [fewest, most] }: WeakWords, share: string) => {
        const each = fewest === most ? (most === 1 ? 'one picture' : `${n(most)} pictures`) : `${n(fewest)} to ${n(most)} pictures`
        return recall === 0
          ? `${n(classes)} of ${count(of, 'class', 'classes')} ${classes === 1 ? 'was' : 'were'} never right, ${classes === 1 ? '' : 'each '}with ${each}${most < 5 ? ': so few tell little. Have more pictures for validation, or look' : '. Look'} at what ${classes === 1 ? 'it was' : 'they were'} taken for.`
          : `${n(classes)} of ${count(of, 'class', 'classes')} ${classes === 1 ? 'is' : 'are'} recognised least often (${share} of ${each} each). Look at their pictures, or add more of them.`
      },
      good: 'This looks good. Try it on the webcam, then download the model.',
    },
    confusionTitle: 'What was taken for what',
    classTitle: 'Per class',
    epochsTitle: 'Epochs',
    epoch: 'Epoch',
    trainLoss: 'Train loss',
    trainAccuracy: 'Train acc.',
    valLoss: 'Val. loss',
    valAccuracy: 'Val. acc.',
    learningRate: 'Learning rate',
    seconds: 'Time',
    best: 'best',
    toUse: 'Try it and download',
  },
}
