/** The command line of `npm run predict`: one table of its options, parsed into a request, a wish for help, or one line about what is wrong. */

/** The forms of an answer, by flag; without one it is for reading, a line a picture with tabs between. */
const FORMS = {
  csv: 'Writes a table: file, class, probability, one column for each class, and none_of_these where the model tells that.',
  json: 'Writes JSON: a list of objects with file, class, probability, probabilities by class, and similarity and none_of_these.',
} as const
export type Form = 'text' | keyof typeof FORMS
const isForm = (flag: string): flag is keyof typeof FORMS => Object.hasOwn(FORMS, flag)

export type PredictRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'run'; readonly model: string; readonly pictures: readonly string[]; readonly form: Form }

const wrong = (message: string): PredictRequest => ({ kind: 'wrong', message })

/** Takes apart what follows `npm run predict --`. What follows a lone `--` are paths, whatever they begin with. Never throws. */
export function parsePredictArguments(args: readonly string[]): PredictRequest {
  const paths: string[] = []
  let form: Form = 'text'
  const end = args.indexOf('--')
  const flagged = end < 0 ? args : args.slice(0, end)
  for (const arg of flagged) {
    if (arg === '--help' || arg === '-h') return { kind: 'help' }
    const flag = arg.slice(2)
    if (!arg.startsWith('--')) paths.push(arg)
    else if (!isForm(flag)) return wrong(`There is no option ${arg}. See npm run predict -- --help.`)
    else if (form !== 'text' && form !== flag) return wrong(`One form at a time, not both --${form} and --${flag}.`)
    else form = flag
  }
  if (end >= 0) paths.push(...args.slice(end + 1))
  const [model, ...pictures] = paths
  if (model === undefined) return wrong('Which model? npm run predict -- MODEL FOLDER|FILES [options]; --help lists them.')
  if (pictures.length === 0) return wrong('Which pictures? Name files, or a folder of them, after the model.')
  return { kind: 'run', model, pictures, form }
}

/** What `--help` prints. */
export function predictHelp(): string {
  return [
    'npm run predict -- MODEL FOLDER|FILES [options]',
    '',
    'Answers about pictures with a model that was downloaded: model.onnx or model.safetensors. Needs no browser; runs by onnxruntime.',
    'Pictures of a folder are those in it and below it. A calibrated temperature and "none of these" are taken from the file.',
    'Ends with 0 when every picture was answered, 1 when some could not be read, 2 when something given cannot be used.',
    '',
    ...Object.entries(FORMS).flatMap(([flag, help]) => [`  --${flag}`, `      ${help}`]),
  ].join('\n')
}
