/**
 * Drives Firefox by its own remote protocol, with nothing between: Playwright drives only a Firefox of its own making.
 *
 * Source of the protocol: Firefox's `remote/marionette/packets.sys.mjs` (length, colon, JSON) and `message.sys.mjs` ([0, id, command, parameters] and
 * [1, id, error, result]).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Key of an element's id (WebDriver, 12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** Nobody is reached: all addresses go by a proxy that is not there. */
const OFFLINE = {
  'network.proxy.type': 1,
  ...Object.fromEntries(
    ['http', 'ssl'].flatMap((kind) => [
      [`network.proxy.${kind}`, '127.0.0.1'],
      [`network.proxy.${kind}_port`, 9],
    ]),
  ),
  'network.proxy.allow_hijacking_localhost': true,
}
const QUIET = {
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
  'browser.startup.homepage_override.mstone': 'ignore',
}
/** A made-up camera, allowed at once. */
const CAMERA = { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true }

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function connected(port: number, until: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (Date.now() > until) throw error
      await wait(200)
    }
  }
}

export class Firefox {
  private received = Buffer.alloc(0)
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  private count = 0

  private constructor(
    private readonly process: ChildProcess,
    private readonly socket: Socket,
    private readonly profile: string,
  ) {
    socket.on('data', (data) => this.read(data))
  }

  /** Starts a Firefox without a window, a network or any profile of a person's. `more`: preferences, and `env` variables, on top. */
  static async start(
    program: string,
    more: Readonly<Record<string, string | number | boolean>> = {},
    env: NodeJS.ProcessEnv = {},
  ): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'trainyard-firefox-'))
    const port = await freePort()
    const prefs = { ...OFFLINE, ...QUIET, ...CAMERA, 'marionette.port': port, ...more }
    const lines = Object.entries(prefs).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
    writeFileSync(join(profile, 'user.js'), lines.join('\n'))
    const started = spawn(program, ['--headless', '--marionette', '--no-remote', '--profile', profile], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    })
    const firefox = new Firefox(started, await connected(port, Date.now() + 60_000), profile)
    await firefox.send('WebDriver:NewSession', { strictFileInteractability: false })
    await firefox.send('WebDriver:SetTimeouts', { script: 600_000, pageLoad: 120_000 })
    return firefox
  }

  async open(url: string): Promise<void> {
    await this.send('WebDriver:Navigate', { url })
  }

  async reload(): Promise<void> {
    await this.send('WebDriver:Refresh', {})
  }

  async click(selector: string): Promise<void> {
    await this.send('WebDriver:ElementClick', { id: await this.find(selector) })
  }

  async chooseFiles(selector: string, paths: readonly string[]): Promise<void> {
    await this.send('WebDriver:ElementSendKeys', { id: await this.find(selector), text: paths.join('\n') })
  }

  /** @param script body of a function, which may return a promise */
  async evaluate<T>(script: string): Promise<T> {
    const { value } = (await this.send('WebDriver:ExecuteScript', { script, args: [] })) as { value: T }
    return value
  }

  async close(): Promise<void> {
    this.socket.destroy()
    const ended = once(this.process, 'exit')
    this.process.kill()
    await ended
    rmSync(this.profile, { recursive: true, force: true })
  }

  private async find(selector: string): Promise<string> {
    const { value } = (await this.send('WebDriver:FindElement', { using: 'css selector', value: selector })) as {
      value: Record<string, string>
    }
    return value[ELEMENT] ?? ''
  }

  private send(command: string, parameters: object): Promise<unknown> {
    const id = ++this.count
    const text = JSON.stringify([0, id, command, parameters])
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
  }

  private read(data: Buffer): void {
    this.received = Buffer.concat([this.received, data])
    for (;;) {
      const colon = this.received.indexOf(':')
      if (colon < 0) return
      const end = colon + 1 + Number(this.received.subarray(0, colon).toString())
      if (this.received.length < end) return
      const message = JSON.parse(this.received.subarray(colon + 1, end).toString()) as unknown
      this.received = this.received.subarray(end)
      // What it says first is no answer.
      if (!Array.isArray(message)) continue
      const [, id, error, result] = message as [number, number, { message: string } | null, unknown]
      const asked = this.waiting.get(id)
      this.waiting.delete(id)
      if (error) asked?.reject(new Error(error.message))
      else asked?.resolve(result)
    }
  }
}
