/** The texts of the Use place, in English; the other languages have this file's type. */
import type { Against, Difference, WholeLoss } from '../../../workers/protocol'
import { formatNamesEn } from '../../page/words/formats.en'
import { numbersOf } from '../../ui/numbers'

const { n, count, percent, fixed, pValue } = numbersOf('en')
/** Of shares, in percentage points. */
const signed = (share: number) => `${share < 0 ? '−' : '+'}${fixed(Math.abs(100 * share), 1)}`
const beyond = ({ interval: [low, high] }: Difference) => `95% interval ${signed(low)} to ${signed(high)}`

export const en = {
  use: {
    tabs: {
      submission: 'Kaggle submission',
      webcam: 'Webcam',
      pictures: 'Pictures',
      download: 'Download',
    },
    webcam: {
      overlay: 'What it looks at',
      freeze: 'Freeze',
      frozen: 'Frozen',
      goOn: 'Go on',
      waits: 'Paused while a run has the network; it goes on by itself.',
      hint: 'Hold something in front of the camera. The picture stays in this tab.',
      fps: (fps: string) => `${fps} frames a second`,
      milliseconds: (ms: string) => `${ms} ms each`,
    },
    table: {
      caption: 'Predictions; a heading sorts by its column',
      picture: 'Picture',
      file: 'File',
      answer: 'Answer',
      confidence: 'Confidence',
      sort: (column: string) => `Sort by ${column}`,
      csv: 'Save as CSV',
      done: (done: number, of: number) => `${n(done)} of ${count(of, 'picture', 'pictures')}`,
      limit: (limit: number, refused: number) =>
        `At most ${n(limit)} pictures at a time: ${n(refused)} of those you gave last found no room. Clear the list to look at them.`,
    },
    submission: {
      title: 'Kaggle submission',
      lead: 'One line for each test picture: its id and the probability of one class.',
      dropHere: 'Let go to open the test pictures or the sample submission',
      sample: {
        lead: 'One line for each id of the sample, in its order, with what its columns ask for.',
        choose: 'Choose sample_submission.csv',
        none: 'Without the competition’s sample: id and label, ids in numeric order.',
        open: (name: string, rows: number) => `“${name}”: ${count(rows, 'line', 'lines')}`,
        close: 'Without it',
        oneColumn: (id: string, column: string) => `Ids are in the column “${id}”; “${column}” is filled.`,
        manyColumns: (id: string, columns: number) =>
          `Ids are in the column “${id}”; ${count(columns, 'column gets the probability of its class', 'columns get the probability of their class each')}.`,
        withoutClass: 'Columns that are called as no class is, and keep what the sample has in them:',
        withoutColumn: 'Classes that the sample has no column for:',
        filled:
          'Every id has its line: one whose picture is not there, or cannot be read, gets what is most likely without looking: the classes’ shares in training.',
        values: (column: string) => `In “${column}” stands`,
        valuesHint: 'As the values of the sample have it.',
        kinds: { probability: 'the probability of one class', name: 'the name of the class', number: 'the number of the class' },
        numbersOfTwo: '1 for the class chosen here, 0 for the other.',
        numbers: 'The classes in their order:',
        one: '1 stands for',
        clipHint: 'No class of a line gets less than this share, divided among the others; each line sums to 1.',
        lists: {
          undecodable: 'Could not be decoded: in the file with the classes’ shares in training',
          withoutId: 'Pictures that no id asks for: not in the file',
          duplicates: 'Pictures of an id that another has: not in the file',
          missing: 'Ids without a picture: in the file with the classes’ shares in training',
          noneOf: 'Probably none of the classes: in the file like all others',
        },
      },
      noTest: 'No test pictures are open',
      folder: 'Choose the test folder',
      zip: 'Choose the test zip',
      opening: (files: number) => `${count(files, 'file', 'files')} …`,
      positive: 'The label is the probability of',
      positiveHint: 'Dogs vs. Cats asks for dog.',
      positiveOfMany: 'Only where the competition asks for one class.',
      choose: 'Choose a class',
      wantsSample: (classes: number) =>
        `There are ${n(classes)} classes: choose the competition’s sample_submission.csv, and each of its columns gets the probability of its class. Without it the file has one class only, which you choose.`,
      clip: 'Clip to',
      clipHint: 'Probabilities are held this far from 0 and 1.',
      clipEffect: (worst: string, each: string) =>
        `One sure mistake costs at most ${worst} of log loss; each sure right answer costs ${each}.`,
      clipNone:
        'Without clipping one mistake made with full certainty can spoil the score: its log loss has no limit (Kaggle stops at about 34).',
      clipValidation: (clipped: string, plain: string) =>
        `Log loss on your validation pictures: ${clipped} with this clipping, ${plain} without.`,
      none: 'none',
      make: 'Make submission.csv',
      cancelled: 'Cancelled. Nothing was written.',
      progress: 'Progress of the submission',
      done: (done: number, of: number, left: string) =>
        `${n(done)} of ${count(of, 'picture', 'pictures')}${left && `, about ${left} left`}`,
      rows: (rows: number) => `submission.csv with ${count(rows, 'line', 'lines')}`,
      save: 'Download submission.csv',
      saveOld: 'Download the earlier file',
      old: (changed: readonly string[]) => `This file is not of what is chosen now: ${changed.join(', ')}`,
      bases: {
        runId: 'another run answers',
        temperature: 'its probabilities are calibrated otherwise',
        plan: 'it answers in another way',
        test: 'other test pictures are open',
        sample: 'another sample is chosen',
        values: 'the column is filled in another way',
        positive: 'another class is chosen',
        clip: 'another clipping is chosen',
      },
      madeWith: (facts: string) => `Made with: ${facts}. Make it again for what is chosen now.`,
      madeFor: (name: string) => `probability of “${name}”`,
      clippedTo: (clip: number) => `clipped to ${clip} – ${1 - clip}`,
      clipNoneShort: 'without clipping',
      accounted: 'Every file accounted for',
      allFine: 'Every file was decoded and has its line; no id is missing.',
      lists: {
        undecodable: 'Could not be decoded: in the file with 0.5',
        withoutId: 'Name is no number: not in the file',
        duplicates: 'Id given before: not in the file',
        missing: 'Ids that no file has: Kaggle will ask for them',
        noneOf: 'Probably none of the classes: in the file like all others',
      },
    },
    title: 'Use',
    emptyTitle: 'No trained model yet',
    emptyText: 'When a run has ended, try it here on the webcam or on pictures, and download it.',
    busy: 'Training or a search has the network now. The webcam and the pictures you drop wait and go on by themselves when it ends; submissions, comparisons and downloads come after it.',
    model: (arch: string, size: number) => `${arch}, ${n(size)} px`,
    answering: {
      title: 'The run that answers',
      by: 'Answered by the run',
      gone: 'A run that was deleted since',
      together: 'Better answers',
      accuracy: (share: string, epoch: number) => `${share} right on validation, with the weights of epoch ${n(epoch)}`,
      weights: (name: string) => `began with ${name}`,
      calibrated: (temperature: string) => `calibrated probabilities (T = ${temperature})`,
      classes: (classes: number) => `${count(classes, 'class', 'classes')}:`,
    },
    pictures: {
      drop: 'Drop pictures here, paste one, or click to choose',
      hint: 'They are looked at in this tab only.',
      clear: 'Clear',
      looking: 'Looking …',
      waits: 'They are answered when the run has ended.',
      results: 'Predictions',
      says: (name: string, share: string) => `${name}, ${share}`,
    },
    download: {
      lead: 'The model is yours. The formats stand by whom they are for.',
      search: 'Find a format',
      searchHint: 'python, iphone, ml5, excel …',
      found: (found: number, of: number) => `${n(found)} of ${count(of, 'format', 'formats')}`,
      notFound: (what: string) => `No format goes by “${what}”. ONNX is what most programs read.`,
      all: 'Show all',
      button: 'Download',
      making: (name: string) => `Making the file: ${name} …`,
      about: (size: string) => `about ${size}`,
      recommended: 'Recommended: if unsure, this one',
      answersNow: 'What answers now',
      recommendedHere: 'Recommended for this',
      offer: {
        found: ({ pictures, right, differ }: WholeLoss) =>
          `On ${count(pictures, 'validation picture', 'validation pictures')} it is right for ${percent(right.int8 / pictures)}, the full file for ${percent(right.f32 / pictures)}; ${
            differ === 0 ? 'no answer differs' : count(differ, 'answer differs', 'answers differ')
          }.`,
        size: (size: string, full: string, calibrating: number) =>
          `${size} in place of ${full}. How its numbers are rounded was found on ${n(calibrating)} of these pictures.`,
        take: 'Take this file',
        leave: 'Leave it',
      },
      purposes: {
        somebody: 'Somebody without anything installed',
        app: 'An app, or a program of your own',
        web: 'A web page',
        phone: 'A phone',
        python: 'Python',
        hub: 'The Hugging Face hub',
        cluster: 'A larger machine, or a cluster',
        studio: 'Trainyard elsewhere',
        readers: 'Reading, and spreadsheets',
      },
      ensembleIs: (way: string, cropped: boolean) =>
        `Pictures and submissions are answered by: ${way}.${cropped ? ' The file looks at the middle of a picture only, since crops need the whole picture: its probabilities differ from those here.' : ' The file gives the probabilities you see here.'}`,
      othersAlone: (run: string) => `All files below are of “${run}” alone, with one plain look.`,
      'onnx-ensemble': {
        name: 'Ensemble, one ONNX',
        who: 'For apps and websites: all its networks in one file for onnxruntime, with their shares. It has one input for each picture size; how each is prepared, and a model card, are in the file.',
      },
      run: {
        name: 'Run, for Trainyard',
        who: 'For somebody who has Trainyard too, or your other machine: opens by “Import a run” in Runs, with its model, figures and recipe.',
      },
      code: {
        show: 'Code that uses it',
        where: { Python: 'Python', browser: 'Browser', Node: 'Node', terminal: 'Terminal' },
        copy: 'Copy',
        labels: 'Class names and preprocessing, which the programs for browser and Node read from beside an ONNX file:',
      },
      'one-page': {
        name: formatNamesEn['one-page'],
        who: 'To send to a friend: one file that opens in any browser, also offline, and answers on pictures and the webcam.',
      },
      safetensors: {
        name: formatNamesEn.safetensors,
        who: 'For Python and PyTorch: loads into torchvision’s network of that name (a Vision Transformer into timm’s) with load_state_dict, and back into Trainyard.',
      },
      onnx: {
        name: formatNamesEn.onnx,
        who: 'For apps and websites: runs in onnxruntime (C#, Java, browsers, phones, and Python without PyTorch). Labels and preprocessing are in its metadata.',
      },
      'metrics-json': { name: formatNamesEn['metrics-json'], who: 'For scripts: recipe, every epoch, confusion matrix.' },
      'onnx-f16': {
        name: formatNamesEn['onnx-f16'],
        who: 'Half the size, for phones and the web; probabilities differ by 2 percentage points at most.',
      },
      'onnx-int8': {
        name: formatNamesEn['onnx-int8'],
        who: 'A quarter of the size, and faster on processors, in browsers too: a ResNet up to three times, a MobileNet a little; take the full one for graphics cards. It is tried on validation pictures first, which takes up to a minute or two, and what it loses is shown before you take it.',
      },
      tfjs: { name: formatNamesEn.tfjs, who: 'For web pages: tf.loadLayersModel, with a small page that uses it.' },
      'teachable-machine': {
        name: formatNamesEn['teachable-machine'],
        who: 'For p5 and ml5 sketches, and what else loads models of Teachable Machine: model.json, weights.bin and metadata.json, 224 px. Put the folder on a site and give its address. Of pictures of 224 px it answers as here; larger ones these programs shrink in their own way, so of whole photos their answers differ, by up to 4 percentage points of 100 photos that were tried.',
      },
      hub: {
        name: formatNamesEn.hub,
        who: 'To share on the Hugging Face hub: loads in transformers.js; in timm and transformers too, where they have this very network and its head is one linear layer. The model card in it says which of them load it.',
      },
      pytorch: { name: formatNamesEn.pytorch, who: 'For a larger machine: train.py goes on with this very run, on one GPU or many.' },
      report: { name: formatNamesEn.report, who: 'To show to somebody: curves, matrix, worst pictures and settings in one file.' },
      'metrics-csv': { name: formatNamesEn['metrics-csv'], who: 'For spreadsheets: one line an epoch.' },
      tensorboard: {
        name: formatNamesEn.tensorboard,
        who: 'For tensorboard --logdir: curves, the confusion matrix of every epoch, settings. Unpack several side by side to compare runs.',
      },
    },
  },
  better: {
    tab: 'Better answers',
    title: 'Better answers',
    lead: 'More looks at each picture, or several of your runs together. It takes longer; what it gains is shown before you take it.',
    views: 'Looks at each picture',
    viewsHint: 'Their probabilities are averaged: test-time augmentation.',
    kinds: {
      single: 'One plain look',
      flip: 'The picture and its mirror image',
      crops: 'Five crops: corners and middle',
      'crops-flip': 'Five crops and their mirror images',
    },
    times: (times: number) => `${n(times)} ×`,
    runs: 'Runs that answer together',
    runsHint:
      'An ensemble: their probabilities are averaged with weights fitted on the validation pictures. Networks of different kinds and picture sizes help most, since they err on other pictures.',
    noRuns:
      'No other kept run knows these classes from these pictures. Train one more with the same seed (another network, picture size, strategy or learning rate), then both can answer together.',
    runFacts: (accuracy: string, network: string, size: number, date: string) => `${accuracy}, ${network}, ${n(size)} px, ${date}`,
    tooMany: (most: number) => `At most ${n(most)} runs together.`,
    nothing: 'Choose more looks, or another run.',
    measure: 'Show the gain',
    cancelled: 'Cancelled. Nothing was changed.',
    progress: 'Progress of the comparison',
    done: (done: number, of: number, left: string) => `${n(done)} of ${count(of, 'picture', 'pictures')}${left && `, about ${left} left`}`,
    gain: 'What it gains',
    gainNote: (pictures: number) => `on ${count(pictures, 'validation picture', 'validation pictures')}`,
    table: 'Ways to answer, with what they do on the validation pictures',
    way: 'Way to answer',
    accuracy: 'Accuracy',
    logLoss: 'Log loss',
    changes: 'Put right / spoilt',
    changed: (mended: number, spoilt: number) => `${n(mended)} / ${n(spoilt)}`,
    work: 'Work',
    now: 'in use',
    least: 'least log loss',
    take: 'Take',
    takeOf: (way: string) => `Take: ${way}`,
    taken: 'Taken',
    takenOf: (way: string) => `Taken: ${way}`,
    alone: 'This run',
    together: (runs: number) => count(runs, 'run', 'runs'),
    honest: {
      fitted:
        'The weights of the runs are fitted on validation pictures. So that the gain is not flattered, each fifth of them is judged here with weights fitted on the other four; what you take is fitted on all of them.',
      chosen:
        'Nothing is fitted for looks of one run. Still, who picks the best of several rows on these pictures sees it a little better than it is.',
      same: (way: string, logLoss: string, equal: string) =>
        `On the very pictures that they were fitted on, the weights of “${way}” give a log loss of ${logLoss}; equal weights give ${equal}.`,
      learned: (pictures: number) =>
        `${count(pictures, 'validation picture', 'validation pictures')} of this run ${pictures === 1 ? 'is' : 'are'} not counted: another run has learned from ${pictures === 1 ? 'it' : 'them'}.`,
      few: 'With so few pictures one or two more right may be chance.',
    },
    against: (name: string, { accuracy, difference, interval: [low, high], p }: Against) =>
      `“${name}” alone is right on ${percent(accuracy)} of these very pictures, ${signed(difference)} points beside this run (95% interval ${signed(low)} to ${signed(high)}): ${
        p < 0.05
          ? `more than chance would give (McNemar’s exact ${pValue(p, 3)}).`
          : `the difference may be chance (McNemar’s exact ${pValue(p, 2)}).`
      }`,
    gains: (way: string, gain: Difference) => {
      const beside = `Accuracy of “${way}” beside one plain look of this run: ${signed(gain.difference)} points (${beyond(gain)}): `
      if (gain.difference <= 0) return `${beside}its probabilities are better, but no more pictures are right.`
      return (
        beside +
        (gain.p < 0.05
          ? `it gains more than chance would give (McNemar’s exact ${pValue(gain.p, 3)}).`
          : `that may be chance (McNemar’s exact ${pValue(gain.p, 2)}).`)
      )
    },
    overBest: (name: string, gain: Difference) => {
      const beside = `Accuracy of the runs together beside the best of them alone, “${name}”: ${signed(gain.difference)} points (${beyond(gain)}): `
      if (gain.difference <= 0) return `${beside}on these pictures they do not gain.`
      return (
        beside +
        (gain.p < 0.05
          ? `they gain more than chance would give (McNemar’s exact ${pValue(gain.p, 3)}).`
          : `they gain, but that may be chance (McNemar’s exact ${pValue(gain.p, 2)}).`)
      )
    },
    weight: (name: string, share: number) => `${name} ${percent(share, 0)}`,
    none: 'Nothing here has a lower log loss than one plain look: keep that.',
    isTaken: (way: string) => `Pictures and submissions are answered by: ${way}.`,
    downloads: 'Downloads has them as one ONNX file; its other files are this run’s network alone.',
    downloadsAlone: 'Downloads has this run’s network alone, with one plain look: crops need the whole picture.',
    back: 'Back to one plain look',
    webcam: {
      flip: 'Live, this run looks at each frame and its mirror image: about half as many frames a second.',
      plain: 'Live, this run answers alone with one look: more would be too slow.',
    },
    explainAlone: 'The map and these shares are those of this run’s one plain look.',
    looks: (done: number, of: number, left: string) => `${n(done)} of ${n(of)} pictures and runs${left && `, about ${left} left`}`,
    test: {
      none: 'Open Kaggle’s test folder or zip (test1, with 1.jpg, 2.jpg, …). Your training pictures stay open.',
      open: (name: string, pictures: number) => `“${name}”: ${count(pictures, 'test picture', 'test pictures')}`,
      own: (pictures: number) => `${count(pictures, 'test picture', 'test pictures')} of the open pictures`,
      close: 'Close them',
    },
  },
}
