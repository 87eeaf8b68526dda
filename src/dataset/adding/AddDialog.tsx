/** Where added pictures belong: asked, and followed while they are looked at and added. */
import { Autocomplete, Button, Loader, Modal, Radio } from '@mantine/core'
import { useState } from 'react'
import { type AddInto, type AdditionFound, type DatasetSummary, inReadingOrder, type SkippedFiles } from '../../../workers/protocol'
import { NamesInLine } from '../../ui/More'
import bar from '../OpeningBar.module.css'
import { useApp } from '../state'
import { titleOf } from '../title'
import { useText } from '../words'
import classes from './Adding.module.css'
import type { Adding } from './addSlice'
import { focusTitle } from './datasetTitle'
import { skippedWords } from './skippedWords'

interface AddDialogProps {
  readonly dataset: DatasetSummary
}

/** Classes of folders that are named at first. */
const SHOWN = 8

/** Nothing is seen while nothing is added. */
export function AddDialog({ dataset }: AddDialogProps) {
  const text = useText()
  const { adding: words, ui } = text
  const adding = useApp((state) => state.adding)
  const dropOffer = useApp((state) => state.dropOffer)
  return (
    <>
      {adding && adding.status !== 'asking' && <Progress adding={adding} />}
      {/* There before it opens: the keyboard goes back to where it was then. */}
      <Modal
        opened={adding?.status === 'asking'}
        onClose={() => void dropOffer()}
        title={words.ask(titleOf(text, dataset))}
        closeButtonProps={{ 'aria-label': ui.close }}
        transitionProps={{ duration: 0 }}
      >
        {adding?.status === 'asking' && <Question dataset={dataset} found={adding.found} />}
      </Modal>
    </>
  )
}

function Progress({ adding }: { readonly adding: Exclude<Adding, { status: 'asking' }> }) {
  const next = useApp((state) => state.addingNext)
  const dropOffer = useApp((state) => state.dropOffer)
  const { adding: words, ui, data } = useText()
  return (
    <div className={bar.bar} role="status">
      <Loader size={18} aria-hidden />
      <span>
        {adding.status === 'looking' ? (
          <>
            <strong>{words.looking}</strong> {adding.files > 0 && data.files(adding.files)}
          </>
        ) : (
          <strong>{words.progress(adding.done, adding.of)}</strong>
        )}
        {next > 0 && ` ${words.next(next)}`}
      </span>
      <Button
        variant="default"
        size="xs"
        onClick={(event) => {
          focusTitle(event.currentTarget)
          void dropOffer()
        }}
      >
        {ui.cancel}
      </Button>
    </div>
  )
}

function Question({ dataset, found }: { readonly dataset: DatasetSummary; readonly found: AdditionFound }) {
  const text = useText()
  const { adding: words, ui } = text
  const takeOffer = useApp((state) => state.takeOffer)
  const openOffer = useApp((state) => state.openOffer)
  const dropOffer = useApp((state) => state.dropOffer)
  const byFolders = found.classes.length > 0
  const [kind, setKind] = useState<AddInto['kind']>(byFolders ? 'folders' : 'class')
  const [name, setName] = useState('')
  const names = inReadingOrder([...dataset.classes.map((one) => one.name), ...dataset.additions.emptyClasses])
  const into: AddInto | null = kind !== 'class' ? { kind } : name.trim() === '' ? null : { kind, name: name.trim() }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (into) void takeOffer(into)
      }}
    >
      <p className={classes.found}>{words.found(found.name, found.pictures)}</p>
      <Skipped skipped={found.skipped} />
      <Radio.Group label={words.where} value={kind} onChange={(value) => setKind(value as AddInto['kind'])}>
        <div className={classes.choices}>
          {byFolders && (
            <Radio
              value="folders"
              label={words.folders}
              description={
                <NamesInLine names={found.classes.map((one) => words.foldersOf(one.name, one.pictures, one.isNew))} most={SHOWN} />
              }
            />
          )}
          <Radio value="class" label={words.oneClass} />
          {kind === 'class' && (
            <Autocomplete
              data-autofocus
              className={classes.name}
              label={words.className}
              description={words.classHint}
              value={name}
              data={names}
              openOnFocus={false}
              limit={200}
              maxDropdownHeight={220}
              onChange={setName}
            />
          )}
          <Radio value="prediction" label={words.prediction} description={words.predictionHint} />
        </div>
      </Radio.Group>
      <div className={classes.buttons}>
        <Button type="submit" disabled={!into}>
          {words.add(found.pictures)}
        </Button>
        <Button variant="default" className={classes.instead} onClick={() => void openOffer()}>
          {words.instead(titleOf(text, dataset))}
        </Button>
        <Button variant="subtle" onClick={() => void dropOffer()}>
          {ui.cancel}
        </Button>
      </div>
    </form>
  )
}

/** Files that are no pictures, by reason; nothing where there are none. */
export function Skipped({ skipped }: { readonly skipped: SkippedFiles }) {
  const text = useText()
  const { total, reasons } = skippedWords(text, skipped)
  if (total === 0) return null
  return (
    <p className={classes.skipped}>
      {text.adding.notTaken(total)} {reasons}
    </p>
  )
}
