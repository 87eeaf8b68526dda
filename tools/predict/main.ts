/** `npm run predict -- MODEL FOLDER|FILES`: answers about pictures with a downloaded model, without a browser. */
import { UnusableInput } from '../train/source'
import { firstLine, printable } from '../train/terminal'
import { type Answered, written } from './answers'
import { parsePredictArguments, predictHelp } from './arguments'

async function main(): Promise<number> {
  const request = parsePredictArguments(process.argv.slice(2))
  if (request.kind === 'help') {
    console.log(predictHelp())
    return 0
  }
  if (request.kind === 'wrong') throw new UnusableInput(request.message)
  // What computes is read after everything that can be refused without it.
  const [{ loadModel }, { findFiles, inputOf }] = await Promise.all([import('./model'), import('./pictures')])
  const files = findFiles(request.pictures)
  const model = await loadModel(request.model)
  const answers: Answered[] = []
  let unread = 0
  for (const file of files) {
    try {
      answers.push({ file, ...(await model.answer(await inputOf(file, model))) })
    } catch (error) {
      unread++
      answers.push({ file, fault: firstLine(error) })
      console.error(printable(`"${file}" cannot be read (${firstLine(error)}).`))
    }
  }
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(written(answers, model, request.form), (error) => (error ? reject(error) : resolve()))
  })
  return unread > 0 ? 1 : 0
}

let code: number
try {
  code = await main()
} catch (error) {
  console.error(error instanceof UnusableInput ? printable(error.message) : firstLine(error))
  code = error instanceof UnusableInput ? 2 : 1
}
process.exit(code)
