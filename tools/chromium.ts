/** Where this machine's Chrome or Chromium is, and the flags that tests, benchmarks and headless training start it with. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
      (path) => join(process.env[variable] ?? '', path),
    ),
  ),
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Path of a Chrome or Chromium: `TRAINYARD_CHROMIUM` where it is set, else the first of the usual names and places; null when there is none. */
export function findChromium(): string | null {
  const chosen = process.env.TRAINYARD_CHROMIUM
  if (chosen) return isExecutable(chosen) ? chosen : null
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...(PLACES[process.platform] ?? [])]
  return candidates.find(isExecutable) ?? null
}

/** What to type to get a browser on this machine, for a message. */
export function howToInstallChromium(): string {
  const named = process.env.TRAINYARD_CHROMIUM
  if (named) return `TRAINYARD_CHROMIUM names "${named}", which is not an executable file. Correct it or unset it.`
  const how = {
    darwin: 'Install Google Chrome from https://www.google.com/chrome/ (or: brew install --cask google-chrome)',
    win32: 'Install Google Chrome from https://www.google.com/chrome/ (or: winget install Google.Chrome)',
  } as Partial<Record<NodeJS.Platform, string>>
  const linux = isDebian()
    ? 'Install it with: sudo apt-get install --yes chromium'
    : 'Install Chromium with your package manager (Debian: apt-get install chromium, Fedora: dnf install chromium, Arch: pacman -S chromium) or Google Chrome'
  return `No Chrome or Chromium was found. ${how[process.platform] ?? linux}, or set TRAINYARD_CHROMIUM to the path of one.`
}

/** Whether `apt-get install chromium` gives a real Chromium: on Debian it does, on Ubuntu it is only a pointer to a snap. */
export function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** Path of a Chrome or Chromium, or an error that says what to install. */
export function requireChromium(): string {
  const path = findChromium()
  if (!path) throw new Error(howToInstallChromium())
  return path
}

/** `software`: SwiftShader, the same on every machine. `hardware`: the graphics card if there is one. `none`: no WebGPU adapter at all. */
export type Gpu = 'software' | 'hardware' | 'none'

/** What Playwright starts this machine's Chromium with: `extra` flags behind the usual ones, and the sandbox, which Playwright leaves out unless it is asked for. */
export function launchOptions(
  gpu: Gpu,
  extra: readonly string[] = [],
): { executablePath: string; args: string[]; chromiumSandbox: boolean } {
  return { executablePath: requireChromium(), args: [...chromiumFlags(gpu), ...extra], chromiumSandbox: !isRoot() }
}

/** Chromium refuses its sandbox to root; everybody else has it. */
const isRoot = (): boolean => process.getuid?.() === 0

/** Flags for a headless Chromium that talks to nobody and has the adapter asked for; for those who start it without Playwright. */
export function chromiumFlags(gpu: Gpu): string[] {
  const adapters = {
    software: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    hardware: ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : [])],
    none: [],
  } satisfies Record<Gpu, string[]>
  return [
    ...adapters[gpu],
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    ...(isRoot() ? ['--no-sandbox'] : []),
  ]
}
