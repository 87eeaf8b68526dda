/** What the page hands over as pictures, and what it is told about them. */
import type { ForeignKind } from './kinds'
import type { LayoutName } from './layoutNames'
import type { ProblemData } from './problem'
import type { TableChoice, TablesSummary } from './tables'

export { LAYOUTS, type LayoutName } from './layoutNames'

export const SPLITS = ['train', 'val', 'test'] as const
export type Split = (typeof SPLITS)[number]

/** Where pictures come from: handles (re-openable later), files, or drawn ones. Zips are files ending in .zip. */
export type DatasetSource =
  | { readonly kind: 'items'; readonly items: readonly SourceItem[] }
  | { readonly kind: 'drawn'; readonly count: number; readonly seed: number }
export type SourceItem =
  | { readonly kind: 'handle'; readonly handle: FileSystemDirectoryHandle | FileSystemFileHandle }
  | { readonly kind: 'file'; readonly path: string; readonly file: File }
  /** `handle`: the folder that they are of, where the browser gave one, to be opened again later. */
  | { readonly kind: 'listed'; readonly files: PageFiles; readonly handle?: FileSystemDirectoryHandle | undefined }

/** What a file begins with. */
export interface Beginning {
  readonly bytes: Uint8Array
  /** Of the whole file, in bytes. */
  readonly size: number
}

/** Files that the page holds and hands over one by one, as they are needed. */
export interface PageFiles {
  /** With `/` between folders. */
  readonly paths: readonly string[]
  /**
   * @param anew asks for the file as it is now, not as it was when it was asked for before
   * @throws DOMException (`NotFoundError` and others) where it cannot be opened any more
   */
  file(index: number, anew?: boolean): Promise<File>
  /**
   * The first bytes, at most `length`: where the page can be asked for them, which takes a third of the time that its file takes to cross.
   * @throws DOMException where it cannot be opened any more
   */
  beginning?(index: number, length: number): Promise<Beginning>
}

/** Encodings that names in archives are found in where they are not UTF-8: what Windows and MS-DOS wrote, by country. */
export const CODE_PAGES = [
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'ibm866',
  'windows-1251',
  'cp737',
  'windows-1253',
  'cp437',
  'cp850',
  'windows-1252',
] as const
export type CodePage = (typeof CODE_PAGES)[number]

/** How a person wants what they gave to be read, where they said so; kept with the source, so that it is read alike the next time. Nothing: by the evidence. */
export interface ReadAs {
  readonly layout?: LayoutName
  /** Which table has the labels, and which columns mean what. */
  readonly table?: TableChoice
  /** Of names in archives that do not say it. */
  readonly names?: CodePage
  /** Where the class stands in a file's name (`namePattern.ts`); for `name-pattern`. */
  readonly pattern?: string
  /** Masks, annotations, thumbnails and second copies are taken like other pictures. */
  readonly takeAll?: boolean
  /** Pictures that belong together by their folders or names stay on one side of the split. */
  readonly groups?: boolean
  /** The folders' split into training and validation is set aside: the seed decides. Test pictures stay. */
  readonly splitAnew?: boolean
}

/**
 * Why pictures belong together: `folders` that hold all classes once (persons, domains, folds), the frames of one `films`, `bursts` of a camera,
 * augmented `copies`, what one patient, slide or scene gave (`sources`), or a numbered `series`.
 */
export const GROUP_KINDS = ['folders', 'films', 'bursts', 'copies', 'sources', 'series'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** Pictures that belong together by their folders or names, or by a table. */
export interface GroupsFound {
  /** Of most of them. */
  readonly kind: GroupKind
  /** Of two pictures or more. */
  readonly groups: number
  /** In those groups. */
  readonly pictures: number
  /** The name of one of them. */
  readonly example: string
  /** Held-out pictures with another of their group in training, as the dataset is split now. */
  readonly apart: number
}

/** What a name pattern gives, before it is taken. */
export interface PatternPreview {
  /** Null where the pattern can be used. `no-label`: it does not say where the class stands. */
  readonly fault: 'no-label' | 'not-understood' | null
  /** Of the library, about a pattern that is not understood. */
  readonly detail: string
  /** Some names, those that do not match first. */
  readonly names: readonly { readonly name: string; readonly label: string | null }[]
  /** The largest first, at most 100. */
  readonly classes: readonly { readonly name: string; readonly pictures: number }[]
  readonly classCount: number
  readonly matching: number
  readonly of: number
}

/** What may speak for a reading of folders and names, or against it, and the values that its words need. */
export interface LayoutEvidenceValues {
  'known-download': Record<string, never>
  'folders-hold-several': { folders: number }
  'folders-hold-one': { folders: number }
  /** `folder`: one of those that only count, date or say "images". */
  'folders-say-nothing': { folder: string }
  'folders-first': { folders: number }
  'one-folder': Record<string, never>
  'splits-named': { splits: number }
  'same-inside': { folders: number; classes: number }
  'inside-counts': Record<string, never>
  deeper: Record<string, never>
  'names-numbered': { name: string; classes: number }
  'names-too-many': { classes: number }
  /** `of`: the pictures that are not for testing by their folders. */
  'table-names': { table: string; pictures: number; of: number }
  'table-splits': { table: string }
  'table-names-few': { table: string; pictures: number; of: number }
  'table-label': { column: string }
  'table-only-column': { column: string }
  'table-completes': { table: string; pictures: number }
  'table-several': { table: string; pictures: number }
  'table-form': { table: string }
  'pattern-given': { pattern: string }
}
/** One thing that was seen; `weight` above 0 speaks for the reading. */
export type LayoutEvidence = {
  [C in keyof LayoutEvidenceValues]: { readonly code: C; readonly weight: number; readonly values: LayoutEvidenceValues[C] }
}[keyof LayoutEvidenceValues]

/** Why a file was left out. */
export type SkipReason =
  | ForeignKind
  | 'not-a-picture'
  | 'hidden'
  | 'empty'
  | 'cannot-decode'
  | 'too-large'
  | 'unsafe-path'
  | 'encrypted'
  | 'tiny'
  | 'duplicate'
  | 'by-hand'
  /** About another picture: a mask, an annotation, a thumbnail. */
  | 'mask'
  /** In a folder that holds the dataset a second time. */
  | 'copy'
  /** A table gives it several labels, or rows that do not say the same. */
  | 'several-labels'
  /** A symbolic or hard link in an archive: what it leads to is there by itself, or is not. */
  | 'link'
  /** An archive of a kind that is not opened. */
  | 'archive'

export interface Skipped {
  readonly path: string
  readonly reason: SkipReason
}

export interface SkippedFiles {
  readonly counts: Partial<Record<SkipReason, number>>
  readonly examples: readonly Skipped[]
}

export interface ClassSummary {
  readonly name: string
  readonly counts: Readonly<Record<Split, number>>
}

export interface DatasetSummary {
  /**
   * SHA-256 (hex) over the sorted paths and the sizes of 64 files spread among them (their contents too, where most sizes are the same): the same pictures
   * give the same fingerprint, however they came. Where a table gives labels or names of classes, those and its splits are in it too: other labels are another dataset.
   */
  readonly fingerprint: string
  /**
   * Other fingerprints by which these pictures may have been kept: of the pictures alone where a table is in the first, and with files that begin like pictures but
   * are of kinds that are not read here, which other browsers read and earlier versions counted. Compared by `samePictures` only.
   */
  readonly pictures: readonly string[]
  /** What a person would call it: the folder's or zip's name. */
  readonly name: string
  readonly layout: LayoutName
  /** How it was asked for. */
  readonly readAs: ReadAs
  /** Pictures that belong together; null where none were found. */
  readonly groups: GroupsFound | null
  /** Other readings that were possible, for the person to choose instead. */
  readonly alternatives: readonly LayoutName[]
  /** What spoke for the reading that was taken, and against it; the weightiest first. */
  readonly evidence: readonly LayoutEvidence[]
  /** The encoding that names in archives were read in where they do not say theirs; null where all do. */
  readonly codePage: CodePage | null
  readonly classes: readonly ClassSummary[]
  readonly tables: TablesSummary
  /** Classes by the folders of test pictures, of which there is nothing to learn from: those pictures have no label. */
  readonly onlyInTest: readonly string[]
  /** Pictures with a label, by split, and the test pictures without one. */
  readonly counts: Readonly<Record<Split, number>>
  readonly unlabelled: number
  /** Whether the split came from folders or was made from the seed. */
  readonly splitFrom: 'folders' | 'seed'
  /** The share of each class that the split by the seed holds out. */
  readonly valFraction: number
  readonly bytes: number
  readonly skipped: SkippedFiles
  readonly changes: DatasetChanges
  readonly additions: AdditionsSummary
}

/** What was added, as the dataset is now. */
export interface AdditionsSummary {
  /** The fingerprint of what was opened, without anything added. Edits, additions and the last check are kept under it. */
  readonly base: string
  /** Added pictures that are here. */
  readonly pictures: number
  /** Classes that the person made and that have no picture yet: a run does not know them. */
  readonly emptyClasses: readonly string[]
  /** Pictures of earlier visits that the browser could not keep, with some of their names; to be added again. */
  readonly lost: { readonly pictures: number; readonly examples: readonly string[] }
}

/** How many pictures and classes the person's edits concern, and whether the last one can be undone. */
export interface DatasetChanges {
  readonly leftOut: number
  readonly relabelled: number
  readonly moved: number
  readonly renamedClasses: number
  /** Pictures marked for review. */
  readonly marked: number
  /** Pictures whose label was said to be right. */
  readonly confirmed: number
  /** How many pictures the last edit of this visit changed: those that it found so already are not among them. */
  readonly last: number
  /** Whether an edit or addition of this visit is there to be undone, or was undone and can be done again. */
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Whether edits of an earlier visit are kept that do not fit the dataset as it is read now. */
  readonly setAside: boolean
  /** Why the last edit is not kept for the next visit, or those of an earlier one could not be read; null where all is well. */
  readonly problem: ProblemData | null
}

/** Of a dataset that nobody changed. */
export const NO_CHANGES: DatasetChanges = {
  leftOut: 0,
  relabelled: 0,
  moved: 0,
  renamedClasses: 0,
  marked: 0,
  confirmed: 0,
  last: 0,
  canUndo: false,
  canRedo: false,
  setAside: false,
  problem: null,
}

/** One picture, as the page lists it. `label` is a class index, -1 where there is none. */
export interface SampleInfo {
  readonly id: number
  readonly path: string
  readonly label: number
  readonly split: Split
  /** By the person: it stays in the list and takes no part. */
  readonly leftOut?: boolean
  /** By the person, for review: its label may be wrong, and is not decided. */
  readonly marked?: boolean
  /** By the person: its label is right, whatever the model says. A new class ends it. */
  readonly confirmed?: boolean
  /** Whether it has another class by hand than its files give it. */
  readonly relabelled?: boolean
  /** Whether the person added it to what was opened. */
  readonly added?: boolean
  /** What the health check found about it. */
  readonly problems?: readonly HealthProblem[]
}

/** All that are given must fit. */
export interface SampleFilter {
  /** These pictures only, in this order. */
  readonly ids?: readonly number[]
  readonly label?: number
  readonly split?: Split
  readonly problem?: HealthProblem
  readonly leftOut?: boolean
  readonly marked?: boolean
  readonly confirmed?: boolean
  readonly added?: boolean
}
export interface SampleQuery extends SampleFilter {
  readonly offset: number
  readonly limit: number
}

export interface IndexProgress {
  readonly status: 'listing' | 'reading' | 'drawing'
  readonly files: number
}

/**
 * What the health check finds. `two-labels`: the same picture, or two that are nearly the same, under two classes; `leak`: the same picture in training and outside it;
 * `duplicate`: the same bytes; `near-duplicate`: the same picture re-compressed or resized; `tiny`: a side under 32 pixels;
 * `lost-on-white`: transparent, and on white nothing of it is seen; `nearly-black`: 16 bits a sample, whose upper eight are next to nothing; `only-alpha`: transparent, and its colours alone show nothing;
 * `transparent`: one can see through it; `one-colour`, `dark`, `light`, `blurred`, `odd-size`: how a picture looks beside the others; the rest: files that give no picture.
 */
export const HEALTH_PROBLEMS = [
  'two-labels',
  'leak',
  'cannot-decode',
  'empty',
  'not-a-picture',
  'too-large',
  'duplicate',
  'near-duplicate',
  'tiny',
  'lost-on-white',
  'nearly-black',
  'only-alpha',
  'one-colour',
  'dark',
  'light',
  'blurred',
  'odd-size',
  'transparent',
] as const
/** Those that are said once for all of their pictures: of none but those of one colour is it suggested to leave them out. */
export const HEALTH_NOTES = [
  ...(['lost-on-white', 'nearly-black', 'only-alpha', 'one-colour'] as const),
  ...(['dark', 'light', 'blurred', 'odd-size', 'transparent'] as const),
] as const satisfies readonly HealthProblem[]
export type HealthProblem = (typeof HEALTH_PROBLEMS)[number]
export type HealthNote = (typeof HEALTH_NOTES)[number]

/** One thing that was found, as it stands with the edits made since. */
export interface HealthFinding {
  readonly problem: HealthProblem
  /** The pictures concerned: one, or all that are the same. */
  readonly ids: readonly number[]
  /** Those of them that the page offers to leave out; none once it is settled. */
  readonly leaveOut: readonly number[]
  /** Of `two-labels` those that take part under a class: one class of theirs is right. */
  readonly inDoubt?: readonly number[]
  /** Whether so many of them are left out that no harm remains. */
  readonly settled: boolean
}

export interface HealthReport {
  readonly fingerprint: string
  readonly checked: number
  /** The worst first. */
  readonly findings: readonly HealthFinding[]
  /** Pictures that the check moved between training and validation, so that the same picture is not on both sides; all others stay where they were. */
  readonly brought: number
  /** The largest and the smallest class in training where one has at least three times the other's pictures. */
  readonly imbalance: { readonly most: ClassSize; readonly least: ClassSize } | null
  /** What the classes can be told apart by that is not in the pictures. */
  readonly shortcuts: readonly Shortcut[]
  readonly milliseconds: number
}

/** Numbers that a network might learn in place of what is in the pictures. */
export const SHORTCUTS = ['brightness', 'contrast', 'size', 'shape', 'file-size', 'file-type'] as const
export type ShortcutBy = (typeof SHORTCUTS)[number]
export interface Shortcut {
  readonly by: ShortcutBy
  /** The mean over classes of how many this number alone tells right, of pictures that it was not looked up from, and what guessing would; 0..1. */
  readonly accuracy: number
  readonly guessing: number
}

export interface ClassSize {
  readonly name: string
  readonly pictures: number
}

export interface HealthProgress {
  readonly done: number
  readonly of: number
}

/** One change by hand. They add up, and are kept under the dataset's fingerprint. */
export type DatasetEdit =
  | { readonly kind: 'leave-out'; readonly ids: readonly number[] }
  | { readonly kind: 'take-back'; readonly ids: readonly number[] }
  /** For review; a new class, or `unmark`, ends it. */
  | { readonly kind: 'mark'; readonly ids: readonly number[] }
  | { readonly kind: 'unmark'; readonly ids: readonly number[] }
  /** The label is right, whatever the model says, or is not said to be any more; a new class ends it too. */
  | { readonly kind: 'confirm'; readonly ids: readonly number[] }
  | { readonly kind: 'doubt'; readonly ids: readonly number[] }
  | { readonly kind: 'relabel'; readonly ids: readonly number[]; readonly className: string }
  /** Several classes at once, as what was accepted of a model's answers: one change to be undone. */
  | { readonly kind: 'label'; readonly to: readonly { readonly className: string; readonly ids: readonly number[] }[] }
  | { readonly kind: 'move'; readonly ids: readonly number[]; readonly split: Split }
  /** To a name that another class has: the two are merged. */
  | { readonly kind: 'rename-class'; readonly from: string; readonly to: string }
  /** An empty one, for pictures to come. */
  | { readonly kind: 'add-class'; readonly name: string }
  /** Leaves out all of its pictures. */
  | { readonly kind: 'remove-class'; readonly name: string }
  /** What was added stays. */
  | { readonly kind: 'reset' }
  /** Takes back the last edit or addition of this visit, a reset too; nothing where there is none. */
  | { readonly kind: 'undo' }
  /** Does again what was taken back last, where nothing else was done since. */
  | { readonly kind: 'redo' }

/** The split as data: what is exported with a run. */
export interface SplitRow {
  readonly path: string
  readonly className: string | null
  readonly split: Split
}
