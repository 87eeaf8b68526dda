/** Every problem in English: what happened, what it means, what to do. */
import { type ForeignKind, type ProblemCode, type ProblemValues, type TableFault, TORCH_ENDINGS } from '../../../workers/protocol'
import { duration } from '../../ui/format'
import { numbersOf } from '../../ui/numbers'
import type { ProblemText } from '../../ui/ProblemNote'
import { kindsEn } from './kinds.en'

export type ProblemTexts = { readonly [C in ProblemCode]: (values: ProblemValues[C]) => ProblemText }

const { n, count } = numbersOf('en')
/** "30 HEIC files". */
const kindFiles = (kind: ForeignKind, files: number) => count(files, `${kindsEn[kind].name} file`, `${kindsEn[kind].name} files`)
/** The first of several names. */
const some = (names: readonly string[]) => names.slice(0, 4).join(', ') + (names.length > 4 ? ` and ${n(names.length - 4)} more` : '')
const WEIGHTS_FILE = `Choose a .safetensors file or one of PyTorch’s (${TORCH_ENDINGS.join(', ')}) of a network that is offered here, with torchvision’s or timm’s names, or a model that was downloaded here.`
/** After "is". */
const OTHER_KIND: Readonly<Record<ProblemValues['weights-other-kind']['kind'], string>> = {
  keras: 'an HDF5 file, as Keras writes it',
  tflite: 'a model of TensorFlow Lite',
  gguf: 'a GGUF file',
  numpy: 'an array of NumPy’s',
  html: 'a web page or XML',
  zip: 'a zip that PyTorch did not write',
  tar: 'a tar archive',
}
const megabytes = (bytes: number) => `${n(Math.ceil(bytes / 1e6))} MB`

const NOT_STARTED: Readonly<Record<ProblemValues['not-started']['part'], string>> = {
  trainer: 'The part of the page that trains',
  decoder: 'The part of the page that reads pictures',
  downloads: 'The part of the page that downloads',
  push: 'The part of the page that sends models to the hub',
  map: 'The part of the page that draws the map',
  thread: 'A thread for training',
  engine: 'The engine that trains',
  graphics: 'The graphics card',
}

const NO_STORAGE: Readonly<Record<ProblemValues['no-storage']['why'], string>> = {
  blocked: 'This browser keeps nothing for this page.',
  newer: 'A newer version of Trainyard was used in this browser, and this page cannot read what it keeps.',
  held: 'Another tab with another version of Trainyard holds what this browser keeps.',
  silent: 'The browser’s storage does not answer.',
}
const NO_STORAGE_TODO: typeof NO_STORAGE = {
  blocked:
    'Allow site data for this address in the browser’s settings, or leave the private window, and reload. Or download the model before you close the tab.',
  newer: 'Reload the page to get the newer version. Or download the model before you close the tab.',
  held: 'Close the other tabs of Trainyard and reload this one. Or download the model before you close the tab.',
  silent: 'Start the browser again. Or download the model before you close the tab.',
}

/** What a push that failed left behind. */
const hubUnchanged = (made: string | null) =>
  made === null
    ? 'Nothing was changed on the hub, and the model is here as it was.'
    : `The repository “${made}” was made and stays on the hub, empty, until a push to it comes through. The model is here as it was.`

/** Why a table gives no labels; what to do about it. */
export const tableFaultsEn: Readonly<Record<TableFault, { readonly why: string; readonly todo: string }>> = {
  'not-text': { why: 'It is not a text file.', todo: 'Save it as CSV (UTF-8): Excel files are not read.' },
  'not-a-table': { why: 'It is not a list of rows.', todo: 'Save it as CSV, or as JSON lines with one object for each picture.' },
  'no-text-table': {
    why: 'Files of MATLAB, spreadsheet programs and Python are not read.',
    todo: 'Save it as CSV with a line for each picture: its file name and its label (in Python scipy.io.loadmat or pandas read it, to_csv saves it).',
  },
  unreadable: { why: 'The file cannot be opened: it was moved, or is damaged.', todo: 'Choose it again.' },
  'too-large': {
    why: 'It is too large: at most 64 MB (JSON 8 MB) and 10 million cells are read.',
    todo: 'Keep only the columns of file names and labels.',
  },
  'row-too-long': {
    why: 'It has a line of more than a million characters, or more than 2,000 columns.',
    todo: 'Keep only the columns of file names and labels.',
  },
  'no-files': {
    why: 'None of its columns names the pictures that are open.',
    todo: 'Open the folder whose pictures it is about together with it, or choose the column of file names.',
  },
  'no-label-column': {
    why: 'No column looks like labels: each has one value, a different one in nearly every row, or measurements.',
    todo: 'Choose the column of labels, or open another table.',
  },
  'one-label': { why: 'It gives all pictures the same label.', todo: 'Choose another column of labels.' },
  'nothing-to-learn': {
    why: 'It labels test pictures only, so that nothing can be learnt from it.',
    todo: 'Add the table of the training pictures.',
  },
  missing: { why: 'It is not among the files that were opened.', todo: 'Check its name, or open it together with the pictures.' },
  'no-such-column': {
    why: 'It has no column of the name that was given.',
    todo: 'Check the names in its first row; columns without one are called #1, #2, ….',
  },
}

export const problemsEn: ProblemTexts = {
  'no-pictures': ({ files, foreign, inside }) => ({
    what:
      files === 0
        ? 'There is nothing in it.'
        : foreign
          ? `No picture that can be read was found among ${count(files, 'file', 'files')}: ${kindFiles(foreign.kind, foreign.files)}.`
          : `No picture was found among ${count(files, 'file', 'files')}.`,
    means: 'Trainyard learns from JPEG, PNG, WebP, GIF, BMP, AVIF and TIFF files.',
    todo: foreign
      ? kindsEn[foreign.kind].todo
      : inside
        ? `${inside.kind === 'table' ? `“${inside.file}” is a table: open it together with its pictures. If it holds the pictures themselves, as numbers, save` : `“${inside.file}” may hold the pictures itself, as numbers: save`} each as a PNG in a folder called after its class (a few lines of Python with Pillow), and open the folder that holds them all.`
        : 'Choose the folder that holds the pictures, or a zip of it.',
  }),
  'one-class': ({ name, pictures, table }) => ({
    what: `Only one class was found: “${name}”, with ${count(pictures, 'picture', 'pictures')}.`,
    means: `A classifier tells things apart, so it needs at least two classes.${table ? ` “${table.file}” gives no labels: ${tableFaultsEn[table.fault].why}` : ''}`,
    todo: 'Put each class into a folder of its own, or name the files after it (cat.0.jpg, dog.0.jpg), and open the folder that holds them all. Or drop a table (CSV) with a label for each file, or choose another way to read it. Loose pictures get their classes in the page: Data, Webcam or gallery.',
  }),
  'too-many-classes': ({ classes, limit }) => ({
    what: `This reading gives ${count(classes, 'class', 'classes')}; at most ${n(limit)} are supported.`,
    means: 'Usually a folder per picture, or file names that were taken for class names.',
    todo: 'Open the folder whose subfolders are the classes, or choose another reading of it.',
  }),
  'table-unusable': ({ file, fault }) => ({
    what: `The table “${file}” gives no labels.`,
    means: tableFaultsEn[fault].why,
    todo: tableFaultsEn[fault].todo,
  }),
  'class-too-small': ({ name, pictures }) => ({
    what: `The class “${name}” has only ${count(pictures, 'picture', 'pictures')}.`,
    means: 'Each class needs a picture to learn from and another to be tested on.',
    todo: 'Add pictures to this class, or take its folder out, and open the pictures again, or read them another way.',
  }),
  'bad-pattern': ({ pattern, why, detail }) => ({
    what:
      why === 'no-label'
        ? `The name pattern “${pattern}” does not say where the class stands.`
        : `The name pattern “${pattern}” is not understood${detail && `: ${detail}`}.`,
    means: 'The pictures were not read by it.',
    todo: 'Write {label} where the class stands, as in {label}_{n}, or a regular expression with a group, as in ^([a-z]+)_. Look-ahead and back-references are not supported.',
  }),
  'zip-unreadable': ({ file }) => ({
    what: `The archive “${file}” cannot be read.`,
    means: 'It is damaged, cut short, or not what its name says.',
    todo: 'Download or pack it again, or unpack it and choose the folder.',
  }),
  'zip-encrypted': ({ file }) => ({
    what: `The zip “${file}” is locked with a password.`,
    means: 'Trainyard does not open encrypted zips.',
    todo: 'Unpack it yourself and choose the folder.',
  }),
  'zip-too-large': ({ file }) => ({
    what: `The archive “${file}” would unpack to too much to look into.`,
    means:
      'Archives inside an archive, and packed tars, are unpacked before they can be listed, 2 GB altogether. Some are made to fill a computer’s memory.',
    todo: 'If you trust it, unpack it yourself and choose the folder.',
  }),
  'archive-unsupported': ({ file, kind }) => ({
    what:
      kind === 'split' ? `“${file}” is one part of a split archive.` : `“${file}” is packed in a way that is not opened here (${kind}).`,
    means: 'Trainyard opens folders, ordinary zips (stored or deflated), .tar and .tar.gz.',
    todo:
      kind === 'split'
        ? 'Put its parts together with the program that made them (7-Zip, WinRAR, “zip -s 0”), unpack it and choose the folder.'
        : 'Unpack it yourself and choose the folder, or pack the folder as a zip.',
  }),
  'cannot-decode': ({ file }) => ({
    what: `“${file}” cannot be shown as a picture.`,
    means: 'It is damaged, or of a kind that this browser does not read.',
    todo: 'Try another picture, or save this one as JPEG or PNG.',
  }),
  'permission-lost': ({ name }) => ({
    what: `The browser no longer lets Trainyard read “${name}”.`,
    means: 'The folder was moved, or its permission ended.',
    todo: 'Choose the folder again. What was trained so far is kept.',
  }),
  'weights-malformed': ({ file, detail }) => ({
    what: `“${file}” is not a readable file of weights (${detail}).`,
    means: 'The weights chosen before stay in use.',
    todo: WEIGHTS_FILE,
  }),
  'weights-torch': ({ file, detail }) => ({
    what: `“${file}” is not a file of PyTorch’s that can be read here (${detail}).`,
    means: 'What torch.save writes is read as data, and nothing in it is run. The weights chosen before stay in use.',
    todo: 'Save it anew in Python: torch.save(model.state_dict(), "weights.pth").',
  }),
  'weights-other-names': ({ file, names }) => ({
    what: `The tensors of “${file}” have other names than those of networks here, such as ${names.join(', ')}.`,
    means:
      'Networks are known here by the names that torchvision or timm gives their tensors; by these it is none that is offered. The weights chosen before stay in use.',
    todo: 'If it is one of them, save it in Python under those names. Or take such weights from the hub.',
  }),
  'weights-other-kind': ({ file, kind }) => ({
    what: `“${file}” is ${OTHER_KIND[kind]}.`,
    means: 'Networks of PyTorch’s world are read here. The weights chosen before stay in use.',
    todo: kind === 'zip' || kind === 'tar' ? `Unpack it, and take the .safetensors or .pth file in it. ${WEIGHTS_FILE}` : WEIGHTS_FILE,
  }),
  'weights-mismatch': ({ file, network, name, expected, got }) => ({
    what: `“${file}” does not fit ${network}, which it comes nearest to: ${name} should be ${expected}, it is ${got}.`,
    means: 'It is of another network, or it was changed. The weights chosen before stay in use.',
    todo: 'Choose weights of a network that is offered here, with torchvision’s or timm’s names: the recipe takes the network that they are of.',
  }),
  'weights-other-parts': ({ file, network, got, more }) => ({
    what: `“${file}” has more in it than ${network} has: “${got}”${more ? `, and ${count(more, 'tensor', 'tensors')} besides` : ''}.`,
    means:
      'It is of a larger network, or of one with other parts; without them it would answer wrongly. The weights chosen before stay in use.',
    todo: 'Choose weights of a network that is offered here. Attention is read by timm’s names (layer1.0.se.fc1.weight), or put into plain weights by “Attention” beside the network.',
  }),
  'weights-unsound': ({ file, name, value }) => ({
    what: `“${file}” is spoilt: ${name} holds ${value}.`,
    means:
      'No network can work with that: the training that it comes from went wrong, or the file is damaged. The weights chosen before stay in use.',
    todo: 'Get the file again from where it came from, or choose another one.',
  }),
  'weights-onnx': ({ file, detail }) => ({
    what: `Training cannot go on from “${file}” (${detail}).`,
    means:
      'An ONNX file is made for answering. Those that this version downloads hold what training needs too; others do not. The weights chosen before stay in use.',
    todo: 'Take the .safetensors file of the same model, or download its ONNX file again here.',
  }),
  'weights-other-vit': ({ file, kind, got, example }) => ({
    what: {
      part: `“${file}” is of another kind of Vision Transformer: it has “${got}”, which those here have not.`,
      patch: `“${file}” is a Vision Transformer of patches of ${got} px; those here have patches of 16 px.`,
      positions: `“${file}” is a Vision Transformer for pictures of ${got} px: it has learnt other positions than those here, which are for 224 px.`,
    }[kind],
    means: {
      part: 'Distilled DeiT, DeiT III and others have more parts; without them they would answer wrongly. The weights chosen before stay in use.',
      patch: 'It is another network. The weights chosen before stay in use.',
      positions: 'Its positions are not turned into those of 224 px. The weights chosen before stay in use.',
    }[kind],
    todo: `Take weights of a network that is offered here, such as ${example}. They learn from pictures of any side that is a multiple of 16 px.`,
  }),
  'weights-padding': ({ file }) => ({
    what: `“${file}” does not say whether it is a network of PyTorch’s or of TensorFlow’s.`,
    means:
      'timm gives both the same names, and those that it calls tf_ lay zeros around pictures in another way: only the name of the file or model tells them apart, and taken for the others they would answer wrongly. The weights chosen before stay in use.',
    todo: 'Give the file the whole name that timm gives the weights, such as efficientnet_b0.ra_in1k for PyTorch’s or tf_efficientnet_b0.ns_jft_in1k for TensorFlow’s, or take them by that name from the hub.',
  }),
  'weights-normalisation': ({ file, known, example }) => ({
    what: `“${file}” is of a training with other colours, or does not say which.`,
    means:
      'Before a network sees a picture its colours are shifted and scaled. Trainyard does that by ImageNet’s mean and standard deviation; some of timm’s weights were trained with others, and would answer wrongly here. The weights chosen before stay in use.',
    todo: `Take weights whose name ends in one of ${known}, such as ${example}, and leave the whole name to a file of them.`,
  }),
  'weights-too-large': ({ file, limit }) => ({
    what: `“${file}” is larger than ${megabytes(limit)}.`,
    means: 'Weights of a ResNet18 take 47 MB, of the largest network here 276 MB. The weights chosen before stay in use.',
    todo: 'Choose a file that holds the weights of one such network alone, without an optimizer’s.',
  }),
  'no-webgpu': () => ({
    what: 'This browser gives no WebGPU here.',
    means: 'The graphics card cannot be used, the processor can.',
    todo: 'Choose “Processor” as the device, or open the page where there is WebGPU: Chrome or Edge 113 (on Windows, macOS and ChromeOS; on Android 121; on Linux 144, with some cards), Firefox 141 on Windows and 145 on Macs with Apple silicon, Safari 26 on macOS, iOS and iPadOS 26 (an older macOS has none in Safari).',
  }),
  'no-wasm': ({ detail }) => ({
    what: `This browser does not run what trains on the processor (${detail}).`,
    means:
      'It has no WebAssembly with SIMD, or something switches that off: Lockdown Mode on Apple’s devices, the site’s own policy, or whoever manages this device.',
    todo: 'Update the browser (Chrome and Edge have it from 91, Firefox from 89, Safari from 16.4), make an exception for this page where it is switched off, or open it in another browser.',
  }),
  'device-lost': ({ detail }) => ({
    what: `The graphics device went away (${detail}).`,
    means: 'The driver was reset or another program took it. The epochs already done are kept.',
    todo: 'Start the run again; if it happens once more, choose “Processor” as the device.',
  }),
  'device-too-small': ({ batch, size, needed, given, suggested }) => ({
    what: `Batches of ${n(batch)} at ${n(size)} px need ${megabytes(needed)}; ${given === null ? 'the device has not that much free' : `this device gives ${megabytes(given)}`}.`,
    means: 'Nothing was started. The batch size and the picture size decide how much memory a step takes.',
    todo: suggested
      ? `Use a batch size of ${n(suggested)}, or smaller pictures.`
      : 'Use smaller pictures, or choose “Processor” as the device.',
  }),
  'out-of-memory': ({ batch, size }) => ({
    what: `Memory ran out with batches of ${n(batch)} at ${n(size)} px.`,
    means: 'The run ended before it could go on. The epochs already done are kept.',
    todo: 'Halve the batch size or use smaller pictures, close other tabs, and start again.',
  }),
  'storage-full': ({ needed, free }) => ({
    what: `The browser’s storage is full: ${megabytes(needed)} needed, ${megabytes(free)} free.`,
    means: 'Nothing that was saved before is lost.',
    todo: 'Free space on the disk, or delete data of other sites in the browser’s settings, then try again.',
  }),
  'file-not-written': ({ file, full, detail }) => ({
    what: full ? `There is no room on the disk for “${file}”.` : `“${file}” could not be written${detail && ` (${detail})`}.`,
    means: 'What was written of it until then is thrown away; your pictures are as they were.',
    todo: full
      ? 'Free space there, or choose a place on another disk, then try again.'
      : 'Choose another place that you may write to, then try again.',
  }),
  'no-storage': ({ why, detail }) => ({
    what: `${NO_STORAGE[why]}${detail && ` (${detail})`}`,
    means: 'Training and downloads work all the same, but runs and edits are gone when this tab is closed.',
    todo: NO_STORAGE_TODO[why],
  }),
  diverged: ({ epoch, step }) => ({
    what: `The loss ran away in epoch ${n(epoch)}, step ${n(step)}.`,
    means: 'The steps were too large and the network was spoilt (it diverged).',
    todo: 'Lower the learning rate to a tenth and start again.',
  }),
  'decode-failures': ({ failed, of }) => ({
    what: `${n(failed)} of ${count(of, 'picture', 'pictures')} could not be decoded.`,
    means: 'With so many missing, the result would say little.',
    todo: 'Check that the files are whole (open a few), then open the folder again.',
  }),
  'nothing-learnt': ({ network }) => ({
    what: `${network} begins untrained and has not learnt yet.`,
    means: 'What it sees in pictures is random, so it can answer nothing about them, and not say which to label.',
    todo: 'Label some pictures by hand and train, or choose pretrained weights under “What it starts from” in Train.',
  }),
  'no-model': () => ({
    what: 'There is no trained model yet.',
    means: 'Predictions and downloads use the model of the last run.',
    todo: 'Train first: open pictures, then press Train.',
  }),
  'no-dataset': () => ({
    what: 'There are no pictures yet.',
    means: 'A run needs pictures to learn from.',
    todo: 'Open a folder or a zip in Data, or try it with drawn pets.',
  }),
  'no-picture': () => ({
    what: 'That picture is no longer open.',
    means: 'Other pictures were opened meanwhile.',
    todo: 'Close what shows it, and choose it again among the pictures that are open now.',
  }),
  'no-training-pictures': ({ validation }) => ({
    what: 'There is no picture to learn from.',
    means:
      validation > 0
        ? `All of ${count(validation, 'picture', 'pictures')} are held out for validation.`
        : 'Every picture was left out or moved away.',
    todo: 'In Data, move pictures of each class to training or take back what was left out; or open the folder that holds the training pictures too.',
  }),
  'one-training-class': ({ name }) => ({
    what: `Only “${name}” has pictures to learn from.`,
    means: 'From one class alone nothing can be told apart.',
    todo: 'In Data, move pictures of the other classes to training, or open the folder that holds them too.',
  }),
  'no-validation-pictures': ({ training }) => ({
    what: 'There is no picture held out for validation.',
    means: `All of ${count(training, 'picture', 'pictures')} are for training, so that nobody could say how good the model is or which epoch is the best.`,
    todo: 'In Data, move a few pictures of each class to validation.',
  }),
  'stopped-early': () => ({
    what: 'The run was stopped before it had learnt anything.',
    means: 'There is no model from it; a model from an earlier run is still there.',
    todo: 'Press Train to start again.',
  }),
  'no-test-pictures': () => ({
    what: 'The open folder has no test pictures.',
    means: 'A submission answers for pictures without a label, as in Kaggle’s test1.',
    todo: 'Open train and test1 together in Data, then make the submission.',
  }),
  'sample-unreadable': ({ file, why }) => ({
    what: `“${file}” cannot be read as a sample submission: ${
      {
        'too-large': 'it is larger than 256 MB',
        'no-text': 'it is no text in UTF-8 or UTF-16',
        'no-columns': 'its first line does not name at least two columns',
        'no-rows': 'there is no line below its heading',
        uneven: 'its lines do not all have as many cells as its heading',
      }[why]
    }.`,
    means: 'A sample submission is a table: a heading, then a line for each id. What was chosen before stays.',
    todo: 'Choose the competition’s sample_submission.csv as it was downloaded (unpacked, where it is a zip).',
  }),
  'sample-columns': ({ file, columns, classes }) => ({
    what: `“${file}” has a column for each of ${some(columns)}; the model knows ${some(classes)}.`,
    means: 'No column is called as a class is, so nothing tells which answer belongs where.',
    todo: 'Rename the classes in Data as the columns are called and train again, or open the run that was trained for this competition.',
  }),
  busy: () => ({
    what: 'Training or a search has the network now.',
    means: 'The trainer does one thing at a time so that it stays fast.',
    todo: 'Stop it or wait until it ends, then try again.',
  }),
  'bad-option': ({ option, value }) => ({
    what: `“${value}” is not possible for ${option}.`,
    means: 'The run was not started with it.',
    todo: 'Choose a value within the limits shown beside the field.',
  }),
  'size-of-patches': ({ size, patch, below, above }) => ({
    what: `Pictures of ${n(size)} px do not fit this network.`,
    means: `A Vision Transformer cuts pictures into squares of ${patch} px and takes whole ones only. Nothing was started.`,
    todo: `Choose ${n(below)} or ${n(above)} px.`,
  }),
  'export-check-failed': ({ format, difference }) => ({
    what: `The ${format} file was checked and answers differently (by ${difference.toPrecision(2)}).`,
    means: 'It would not give the same predictions elsewhere, so it is not handed out.',
    todo: 'Try the download again or take another format, and report this as a bug.',
  }),
  'no-weights-address': ({ from }) => ({
    what: `“${from}” is neither a model’s name on Hugging Face nor the https address of a .safetensors or .pth file.`,
    means: 'Nothing was downloaded.',
    todo: 'Write a name such as timm/resnet18.tv_in1k or an address such as https://example.org/resnet18.safetensors, or drop the file.',
  }),
  'download-failed': ({ address, detail }) => ({
    what: `${address} could not be downloaded (${detail}).`,
    means: 'What was chosen before stays in use.',
    todo: 'Check the connection and the address and try again. Some servers let no other site’s page read from them: then download the file with the browser and drop it.',
  }),
  'download-damaged': ({ address }) => ({
    what: `${address} arrived damaged: its SHA-256 is not the one that Hugging Face states.`,
    means: 'It was thrown away. What was chosen before stays in use.',
    todo: 'Try again. If it happens again, something between you and Hugging Face changes the file: use another network, or drop the file yourself.',
  }),
  'download-stalled': ({ address, seconds }) => ({
    what: `${address} sent nothing for ${duration(seconds, 'en')}.`,
    means: 'The download was given up. What was chosen before stays in use.',
    todo: 'Try again; from Hugging Face it goes on where it stopped. If it happens again, the server is down or something on the way blocks it: download the file with the browser and drop it.',
  }),
  'download-redirected': ({ address }) => ({
    what: `${address} sends on to another address.`,
    means:
      'Where to is hidden from a page, so Trainyard does not go there: it could be a device in your own network. What was chosen before stays in use.',
    todo: 'Open the address in the browser: give the address that it ends at, or download the file there and drop it.',
  }),
  'worker-crashed': ({ detail }) => ({
    what: `The training worker stopped unexpectedly (${detail}).`,
    means: 'The curves and figures so far are kept; a new worker is ready and the pictures are opened again.',
    todo: 'Start the run again. If it happens again, use a smaller batch or smaller pictures.',
  }),
  'hub-token': ({ why, made }) => ({
    what: why === 'wrong' ? 'The hub does not know this token.' : 'This token may only read.',
    means: hubUnchanged(made),
    todo:
      why === 'wrong'
        ? 'Copy all of it (it begins with hf_), or make a new one of the type “Write” in your settings on huggingface.co.'
        : 'Make one of the type “Write” in your settings on huggingface.co, and paste that.',
  }),
  'hub-name-taken': ({ repository, isPrivate }) => ({
    what: `There is a repository “${repository}” already.`,
    means: `Nothing of it was changed. ${isPrivate ? 'It is private: whoever may see it now would see the model.' : 'It is public: everybody would see the model.'}`,
    todo: 'Choose another name, or add a commit to it: files of the same names are replaced, and the hub keeps the earlier ones in its history.',
  }),
  'hub-no-right': ({ repository, detail, made }) => ({
    what: `The hub does not let this token write to “${repository}” (${detail}).`,
    means: hubUnchanged(made),
    todo: 'Check the owner: yourself, or an organisation that lets you write. A fine-grained token needs the right to write to the repositories of that owner. Where the hub says that your room there is used up, make some.',
  }),
  'hub-refused': ({ repository, detail, made }) => ({
    what: `The hub refused “${repository}” (${detail}).`,
    means: `It shows a model only once all of it is there, so there is no half of one. ${made === null ? 'The model is here as it was.' : hubUnchanged(made)}`,
    todo: 'Choose another name if it is about the name. Otherwise try again; if it stays so, download the folder and upload it on huggingface.co.',
  }),
  'hub-unreachable': ({ isOffline, detail, made }) => ({
    what: isOffline ? 'There is no network.' : `The hub cannot be reached, or the connection broke (${detail}).`,
    means: `It shows a model only once all of it is there, so there is no half of one. ${made === null ? 'The model is here as it was.' : hubUnchanged(made)}`,
    todo: 'Check the connection and press again. What has arrived whole is not sent a second time.',
  }),
  'part-not-fetched': () => ({
    what: 'A part of the page could not be fetched.',
    means: 'There is no network, or a new version of Trainyard has taken its place at this address.',
    todo: 'Reload the page, once there is a network. Pictures and runs stay.',
  }),
  'not-started': ({ part, seconds }) => ({
    what: `${NOT_STARTED[part]} did not start within ${duration(seconds, 'en')}.`,
    means: 'Its scripts did not arrive, or this browser does not run them. What was kept before is still there.',
    todo: 'Reload the page. If it happens again, check the connection, choose another device by the chip at the top, or open the page in Chrome, Edge or Firefox.',
  }),
  'checkpoint-unreadable': ({ run }) => ({
    what: `The saved state of “${run}” cannot be read.`,
    means: 'It was damaged or made by another version.',
    todo: 'Start the run again with the same recipe.',
  }),
  'checkpoints-removed': ({ run }) => ({
    what: `“${run}” cannot be trained longer: its checkpoints were removed to make room.`,
    means: 'Nothing is damaged: its model and figures are kept, and can be used as before.',
    todo: 'Use the model as it is, or train a new run with the same recipe and more epochs.',
  }),
  'other-dataset': ({ run, dataset }) => ({
    what: `“${run}” was trained on other pictures (“${dataset}”).`,
    means: 'Going on with it, or looking at its answers, needs the pictures that it began with.',
    todo: `Open “${dataset}” in Data, then go on.`,
  }),
  'other-classes': ({ run }) => ({
    what: `“${run}” knows other classes than the model that answers.`,
    means: 'Only runs of the same classes can answer together.',
    todo: 'Choose runs that learned the same classes.',
  }),
  'other-weights': ({ weights }) => ({
    what: `What was tried so far began from other weights (${weights}) than those that are chosen now.`,
    means: 'Recipes that begin from different weights cannot be compared.',
    todo: 'Choose the same weights under “What it starts from” in Train, or begin anew.',
  }),
  'classes-changed': ({ run, classes }) => ({
    what: `“${run}” learned other classes (${some(classes)}) than its pictures have now.`,
    means: 'A table, or another reading, gives these pictures other labels since. Going on would mix both.',
    todo: 'In Data read them as they were then (“Read as”, or open them without the table), or train a new run.',
  }),
  'no-common-pictures': ({ pictures, needed }) => ({
    what: `These runs have ${count(pictures, 'validation picture', 'validation pictures')} that none of them learned from; ${n(needed)} are needed.`,
    means: 'They were split differently: what one was checked with, another has learned, and would look better than it is.',
    todo: 'Choose runs with the same seed and share of validation, or train one more with those of this run.',
  }),
  'run-elsewhere': ({ run }) => ({
    what: `“${run}” is on in another tab.`,
    means: 'Two tabs at one run would spoil its saved state.',
    todo: 'Go on there, or close that tab and try again.',
  }),
  'run-gone': ({ run }) => ({
    what: `${run ? `“${run}”` : 'That run'} is gone: it was deleted.`,
    means: 'Nothing of it can be used any more; other runs are as they were.',
    todo: 'Choose another run, or start a new one.',
  }),
  'run-file-malformed': ({ file, detail }) => ({
    what: `“${file}” is not a run that Trainyard saved (${detail}).`,
    means: 'Nothing was taken from it; your runs are as they were.',
    todo: 'Choose a file that was saved by “Export run”.',
  }),
  unexpected: ({ detail }) => ({
    what: `Something unforeseen happened: ${detail}`,
    means: 'What was done so far is kept.',
    todo: 'Try again; if it stays, reload the page and report this text as a bug.',
  }),
}
