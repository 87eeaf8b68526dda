/** What the tests need of the machine besides Node, and where Debian has it. */
import { spawnSync } from 'node:child_process'
import { findChromium, howToInstallChromium, isDebian } from '../chromium'
import { findDeno } from '../deno/deno'
import { findLavapipe } from '../lavapipe'

/** Debian's own, as `workers/export/fixtures/python.ts` uses it. */
const PYTHON = process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3'

export interface Need {
  readonly packages: readonly string[]
  /** What tests start of them that has not a package's name. */
  readonly programs?: readonly string[]
  /** Whether tests are only left out where it is missing, except on CI, where nothing may be left out. */
  readonly optional: boolean
  isThere(): boolean
  /** What to do where it is missing. */
  how(): string
}

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0

export const NEEDS: readonly Need[] = [
  { packages: ['chromium'], optional: false, isThere: () => findChromium() !== null, how: howToInstallChromium },
  {
    // Dawn's Node binding loads the system's own, SwiftShader comes with Chromium.
    packages: ['libvulkan1'],
    optional: false,
    isThere: () => process.platform !== 'linux' || succeeds('sh', '-c', '/sbin/ldconfig -p | grep -q libvulkan.so.1'),
    how: () => 'Vulkan’s loader was not found. Install libvulkan1 (Debian, Ubuntu) or vulkan-loader (Fedora).',
  },
  {
    // Firefox's WebGPU, and wgpu's in Deno, compute on the processor by it.
    packages: ['mesa-vulkan-drivers'],
    optional: false,
    isThere: () => process.platform !== 'linux' || findLavapipe() !== null,
    how: () => 'Mesa’s lavapipe was not found. Install mesa-vulkan-drivers (Debian, Ubuntu, Fedora) or vulkan-swrast (Arch).',
  },
  {
    // The main story is played in these too, on Linux.
    packages: ['firefox-esr'],
    optional: false,
    isThere: () => process.platform !== 'linux' || succeeds('firefox-esr', '--version'),
    how: () => 'firefox-esr was not found. Install firefox-esr (Debian), or make Firefox start by that name.',
  },
  {
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    programs: ['xvfb-run'],
    optional: false,
    isThere: () =>
      process.platform !== 'linux' || succeeds('sh', '-c', 'command -v WebKitWebDriver && command -v xvfb-run && command -v xauth'),
    how: () => 'WebKitWebDriver or xvfb-run was not found. Install webkit2gtk-driver, xvfb and xauth (Debian).',
  },
  {
    // Of npm's packages, not of the system's.
    packages: [],
    optional: false,
    isThere: () => findDeno() !== null,
    how: () => 'Deno was not found among the packages of npm: run `npm ci --include=dev`. It needs x64 or arm64, on Linux with glibc.',
  },
  {
    // For the certificate of the hub that stands in for the network's.
    packages: ['openssl'],
    optional: false,
    isThere: () => succeeds('openssl', 'version'),
    how: () => 'openssl was not found. Install openssl.',
  },
  {
    packages: ['python3-torch', 'python3-torchvision'],
    optional: true,
    isThere: () => succeeds(PYTHON, '-c', 'import torch, torchvision'),
    how: () =>
      `${PYTHON} has no PyTorch with torchvision. Install python3-torch and python3-torchvision, or name another Python by TRAINYARD_PYTHON.`,
  },
]

/** Whether a missing tool is a failure, and not a reason to leave tests out. */
export const isStrict = (env: NodeJS.ProcessEnv = process.env): boolean => Boolean(env.CI)

/** What of `needs` is missing and has to be there. */
export const missing = (needs: readonly Need[], strict: boolean): Need[] =>
  needs.filter((need) => (strict || !need.optional) && !need.isThere())

function aptInstall(packages: readonly string[]): void {
  if (packages.length === 0) return
  console.log(`Installing ${packages.join(', ')} (apt-get install) ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]])
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'inherit', 'inherit'], env })
}

/** Makes sure that everything is there; on Debian, root has it installed. Throws with what to do where something is missing. */
export function prepareMachine(install: (packages: readonly string[]) => void = aptInstall, needs = NEEDS, strict = isStrict()): void {
  const lacking = missing(needs, strict)
  if (lacking.length === 0) return
  if (isDebian() && process.getuid?.() === 0 && !process.env.TRAINYARD_CHROMIUM) install(lacking.flatMap(({ packages }) => packages))
  const still = missing(lacking, strict)
  if (still.length > 0) throw new Error(still.map((need) => need.how()).join('\n'))
}
