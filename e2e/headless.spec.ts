/** Training without a window, `npm run train`, run as people run it: how it ends, and that it leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RESULTS } from '../tools/train/out'
import { be32, box, bytesOf } from '../workers/data/files/headers/testing'
import { goodPictures, writeFiles } from './support/bad-files'
import { test as base, en, expect } from './support/test'

interface Command {
  readonly child: ChildProcess
  /** Both outputs so far. */
  said(): string
  /** Waits until the outputs have `text`. */
  until(text: string): Promise<void>
  /** The exit code, or the signal that it ended by. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

interface Commands {
  /** A folder of its own, with the pictures in `pets`. */
  readonly folder: string
  /** Where everything temporary of the command goes. */
  readonly temporary: string
  /** Starts a shell's command line in the project's folder. */
  start(line: string, stdout?: number): Command
}

const TINY = '--strategy feature-extraction --epochs 1 --image-size 32 --backend wasm'

const test = base.extend<{ commands: Commands }>({
  commands: async ({ playwright: _ }, use, info) => {
    const folder = info.outputPath('headless')
    // Chromium makes a socket there, which a long path is too long for.
    const temporary = mkdtempSync(join(tmpdir(), 'ty-'))
    writeFiles(join(folder, 'pets'), goodPictures(8))
    const started: ChildProcess[] = []
    await use({
      folder,
      temporary,
      start(line, stdout) {
        const child = spawn('bash', ['-c', line], {
          env: { ...process.env, TMPDIR: temporary },
          stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
          detached: true,
        })
        started.push(child)
        let text = ''
        for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
        const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
        const early = ended.then((code) => {
          text += `\n(ended with ${code})`
        })
        return {
          child,
          said: () => text,
          async until(wanted) {
            await Promise.race([early, expect.poll(() => text, { timeout: 120_000 }).toContain(wanted)])
            expect(text).toContain(wanted)
          },
          ended,
        }
      },
    })
    // What a failed test leaves running.
    for (const child of started) if (child.exitCode === null && child.signalCode === null) process.kill(-pid(child), 'SIGKILL')
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  },
})

const pid = (child: ChildProcess): number => {
  if (!child.pid) throw new Error('the command did not start')
  return child.pid
}

test('a run tells every phase, takes links, shows names harmless, and keeps what it could not write', async ({ commands }) => {
  const { folder, temporary, start } = commands
  const out = join(folder, 'out')
  // A class folder that is a link, with a name that would clear a terminal; and the folder itself is a link.
  symlinkSync(join(folder, 'pets', 'cat'), join(folder, 'pets', 'cat\x1b[2J'))
  symlinkSync('pets', join(folder, 'link'))
  writeFileSync(join(folder, 'pets', 'IMG_1.HEIC'), bytesOf(box('ftyp', 'heic', be32(0), 'mif1heic')))
  const run = start(`npm run train -- "${folder}/link" ${TINY} --timing --out "${out}"`)
  await run.until('The frozen network looks at every picture')
  // It was free to be written when the run began.
  mkdirSync(join(out, 'model.onnx'))
  expect(await run.ended, run.said()).toBe(1)
  const phases = [
    'starting the browser',
    'listing files',
    'link: ',
    'Loading weights',
    'The frozen network looks at every picture',
    'epoch 1/1',
    'writing model.onnx',
  ]
  for (const phase of phases) expect(run.said()).toContain(phase)
  for (const stage of ['start', 'build', 'browser', 'opening', 'features', 'training', 'saving', 'ending', 'in all'])
    expect(run.said()).toMatch(new RegExp(`^${stage} +[\\d.]+ s`, 'm'))
  expect(readdirSync(out).toSorted()).toEqual([...RESULTS].toSorted())
  expect(run.said()).toContain(`1 HEIC file left out: ${en.kinds.heic.todo}`)
  expect(run.said()).toContain(`"${out}/model.onnx" could not be written`)
  const kept = /browser profile "([^"]+)"/.exec(run.said())?.[1] ?? ''
  expect(readdirSync(join(kept, 'Default'))).toContain('IndexedDB')
  expect(readdirSync(temporary).filter((name) => !name.startsWith('trainyard-kept-'))).toEqual([])
  expect(run.said()).not.toContain('\x1b')
})

test('an end from outside ends all of it: by npm, by the terminal, by a reader that goes away', async ({ commands }) => {
  const { folder, temporary, start } = commands
  const line = `npm run --silent train -- "${folder}/pets" ${TINY} --out "${folder}/out"`
  const left = () => readdirSync(temporary)

  // A supervisor ends npm alone, in the middle of a run.
  const ended = start(`exec ${line}`)
  await ended.until('Loading weights')
  expect(left(), 'the browser works here').not.toEqual([])
  process.kill(pid(ended.child), 'SIGTERM')
  expect(await ended.ended, ended.said()).toBe('SIGTERM')
  await expect.poll(left).toEqual([])

  // Ctrl-C reaches npm and the command, and npm sends its own on.
  const interrupted = start(line)
  await interrupted.until('starting the browser')
  process.kill(-pid(interrupted.child), 'SIGINT')
  await interrupted.ended
  await expect.poll(left).toEqual([])

  const piped = start(`${line} | head -1; exit \${PIPESTATUS[0]}`)
  expect(await piped.ended, piped.said()).toBe(141)
  expect(left()).toEqual([])

  test.skip(!existsSync('/dev/full'), 'no full device here')
  const full = start(line, openSync('/dev/full', 'w'))
  expect(await full.ended, full.said()).toBe(1)
  expect(full.said()).toContain('The output cannot be written (ENOSPC)')
  expect(left()).toEqual([])
})

test('what a killed run left is swept by the next', async ({ commands }) => {
  const { folder, temporary, start } = commands
  const killed = start(`exec node tools/train.mjs "${folder}/pets" ${TINY} --out "${folder}/out"`)
  await killed.until('listing files')
  process.kill(pid(killed.child), 'SIGKILL')
  await killed.ended
  const [remains] = readdirSync(temporary)
  expect(remains).toMatch(/^trainyard-/)
  const next = start(`exec node tools/train.mjs "${folder}/pets" ${TINY} --out "${folder}/out"`)
  await next.until('listing files')
  expect(readdirSync(temporary)).not.toContain(remains)
  process.kill(pid(next.child), 'SIGTERM')
  expect(await next.ended, next.said()).toBe(143)
  expect(readdirSync(temporary)).toEqual([])
})
