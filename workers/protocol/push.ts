/** A model pushed to the Hugging Face hub as a repository: what is asked for, how far it is, and what came of it. */

export const HUB = 'https://huggingface.co'
/** Where a person makes a token that may write. */
export const TOKENS_PAGE = `${HUB}/settings/tokens/new?tokenType=write`

/** Licences that a model card can be given, by the hub's names; `other` means as the weights that the run began with, or none where it began untrained. */
export const HUB_LICENCES = ['mit', 'apache-2.0', 'bsd-3-clause', 'cc-by-4.0', 'cc-by-nc-4.0', 'cc0-1.0', 'other'] as const
export type HubLicence = (typeof HUB_LICENCES)[number]

/** What a person asks for. */
export interface PushOrder {
  /** `owner/name`, or a name alone: the token's own account is its owner then. */
  readonly repository: string
  /** Who can see the repository. One that is there already stays as it is, and gets nothing where it is the other (`hub-name-taken`). */
  readonly isPrivate: boolean
  /** The person's own, with the right to write. It goes to the hub and is kept nowhere. */
  readonly token: string
  /** Whether a repository of that name, if there is one that `isPrivate` is true of, gets a commit; otherwise that is `hub-name-taken`. */
  readonly adds: boolean
  /** For the card; null where the weights' own licence is one of those that the hub knows. */
  readonly licence: HubLicence | null
}

/** What would be sent. */
export interface PushPlan {
  /** Every file of the repository, by its path. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  /** The hub's name of the licence, as the weights say it; null where the person has to say it. */
  readonly licence: HubLicence | null
  /** What the weights say of theirs, as text; null where the run began untrained. */
  readonly base: string | null
}

/** `asking`: the token, the name; first of all, and again before anything is sent. `making`: the files are written and read back. `sending`: bytes. `ending`: the hub makes a commit of them. */
export type PushPhase = 'making' | 'asking' | 'sending' | 'ending'

export interface PushProgress {
  readonly phase: PushPhase
  /** Bytes that have gone out, of all of them; both 0 until they are known. */
  readonly done: number
  readonly of: number
}

export interface Pushed {
  /** `owner/name`. */
  readonly repository: string
  /** Who can see it. */
  readonly isPrivate: boolean
  /** To open. */
  readonly address: string
}

/** Characters of an owner or a name, as the hub has it. */
const MOST_NAME = 96
const PART = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/
const SEVERAL = /--|\.\.|\.git$/

/** Whether the hub would take it as a repository's name, with or without its owner. */
export function isRepositoryName(text: string): boolean {
  const parts = text.split('/')
  return parts.length <= 2 && parts.every((part) => part.length <= MOST_NAME && PART.test(part) && !SEVERAL.test(part))
}

const unaccented = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '')

/** A name to begin with: "Pets (2)" and "224 px" are `Pets-2-224-px`. The dataset is left out where the run's name begins with it; there is always a name. */
export function suggestedRepository(from: { readonly dataset: string; readonly run: string }): string {
  const part = (text: string) =>
    unaccented(text)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 44)
      .replace(/-+$/, '')
  const [dataset, run] = [part(from.dataset), part(from.run)]
  const parts = run.toLowerCase().startsWith(dataset.toLowerCase()) ? [run] : [dataset, run]
  const name = parts.filter((one) => one !== '').join('-')
  return /[A-Za-z]/.test(name) ? name : ['image-classifier', name].filter((one) => one !== '').join('-')
}
