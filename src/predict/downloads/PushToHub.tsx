/** The model pushed to the Hugging Face hub: what is sent and where to is said first, then how far it is and what came of it. */
import { Alert, Anchor, Button, PasswordInput, Progress, Radio, Select, TextInput } from '@mantine/core'
import { IconCheck, IconUpload } from '@tabler/icons-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import {
  HUB_LICENCES,
  type HubLicence,
  isRepositoryName,
  type ProblemValues,
  type PushPlan,
  suggestedRepository,
  TOKENS_PAGE,
} from '../../../workers/protocol'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { answeringRun } from '../../runs/answering'
import { bytes } from '../../ui/format'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { useFocusKept } from '../../ui/useFocusKept'
import { addingTo, type PushView, pushBeside } from '../pushSlice'
import { useApp, useAppStore } from '../state'
import classes from './PushToHub.module.css'
import { useText } from './words'

/** The button that opens the form, and the form; it is open from the start where something of a push is to be told. */
export function PushToHub() {
  const text = useText()
  const isTold = useApp((state) => pushBeside(state.push, state.model?.runId ?? '').status !== 'idle')
  const model = useApp((state) => state.model)
  const runName = useApp((state) => answeringRun(state)?.name)
  const [open, setOpen] = useState(isTold)
  const id = useId()
  // All that the files depend on.
  const key = `${model?.runId}/${runName}/${model?.temperature}/${JSON.stringify(model?.noneOf)}`
  const { value: plan, problem } = useAnswer(open ? key : null, () => trainer.api.hub.plan())
  return (
    <div className={classes.push}>
      <Button
        variant="default"
        leftSection={<IconUpload size={16} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {text.push.open}
      </Button>
      <div id={id} hidden={!open} aria-busy={open && !plan && !problem}>
        {open && problem && <ProblemNote {...wordProblem(text, problem)} />}
        {open && plan && <PushPanel plan={plan} />}
      </div>
    </div>
  )
}

/** The form or how far it is, under one heading: the keyboard stays in here when one takes the place of the other, and one line tells what becomes of it. */
function PushPanel({ plan }: { readonly plan: PushPlan }) {
  const { push: words } = useText()
  const runId = useApp((state) => state.model?.runId ?? '')
  const push = useApp((state) => state.push)
  const view = pushBeside(push, runId)
  const isOn = view.status === 'working' || view.status === 'stopping'
  const title = useFocusKept(`${view.status} ${canCancel(view)}`)
  return (
    <section className={classes.form}>
      <h5 ref={title} tabIndex={-1} className={classes.heading}>
        {words.title}
      </h5>
      <div role="status">
        <Told view={view} runId={runId} />
      </div>
      {isOn && <Pushing view={view} />}
      <PushForm plan={plan} view={view} hidden={isOn} />
    </section>
  )
}

/** Once the hub makes the commit it is too late. */
const canCancel = (view: PushView): boolean => view.status === 'working' && view.phase !== 'ending'

interface ToldProps {
  readonly view: PushView
  readonly runId: string
}

/** What becomes of it, but for a problem. */
function Told({ view, runId }: ToldProps) {
  const { push: words, locale } = useText()
  if (view.status === 'cancelled') return <p className={classes.lead}>{words.cancelled}</p>
  if (view.status === 'done') {
    const { repository, isPrivate, address } = view.pushed
    return (
      <Alert color="green" variant="light" icon={<IconCheck size={18} aria-hidden />} title={words.done(repository, isPrivate)}>
        <Anchor href={address} target="_blank" rel="noreferrer" className={classes.address}>
          {words.see}: {address}
        </Anchor>
      </Alert>
    )
  }
  if (view.status !== 'working' && view.status !== 'stopping') return null
  const saying = () => {
    if (view.status === 'stopping') return words.stopping
    if (view.phase !== 'sending') return words.phases[view.phase]
    return words.phases.sending(bytes(view.done, locale), bytes(view.of, locale))
  }
  return <p>{view.run.id === runId ? saying() : words.of(view.run.name, saying())}</p>
}

interface PushFormProps {
  readonly plan: PushPlan
  readonly view: PushView
  /** While a push is on. What was typed stays. */
  readonly hidden: boolean
}

function PushForm({ plan, view, hidden }: PushFormProps) {
  const text = useText()
  const { push: words, locale } = text
  const run = useApp(answeringRun)
  const runId = useApp((state) => state.model?.runId ?? '')
  const isBusy = useApp((state) => state.exporting !== null)
  const kept = useApp((state) => state.pushDraft)
  const setDraft = useApp((state) => state.setPushDraft)
  const pushModel = useApp((state) => state.pushModel)
  const suggested = suggestedRepository({ dataset: run?.dataset.name ?? '', run: run?.name ?? '' })
  const draft = kept?.runId === runId ? kept : { runId, repository: suggested, isPrivate: true, licence: null }
  const store = useAppStore()
  const [token, setToken] = useState('')
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const repository = draft.repository.trim()
  const licence = plan.licence === null ? draft.licence : null
  const wrong = {
    repository: !isRepositoryName(repository),
    licence: plan.licence === null && licence === null,
    token: !/^hf_\S+$/.test(token.trim()),
  }
  const size = bytes(
    plan.files.reduce((sum, file) => sum + file.bytes, 0),
    locale,
  )
  const start = async (taken?: ProblemValues['hub-name-taken']) => {
    setTried(true)
    // A commit goes to the repository that was told of, whatever the field says.
    if (wrong.licence || wrong.token || (wrong.repository && !taken)) {
      // After the fields say that they are wrong.
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    setDraft(draft)
    const order = { repository, isPrivate: draft.isPrivate, token: token.trim(), adds: false, licence }
    await pushModel(taken ? addingTo(order, taken) : order, { id: runId, name: run?.name ?? '' })
    // Typed in for each push; after one that failed it is still there to be tried again.
    if (store.getState().push.status !== 'done') return
    setToken('')
    setTried(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void start()
  }
  if (hidden) return null
  return (
    <form ref={form} className={classes.fields} aria-label={words.title} onSubmit={submit} noValidate>
      <p className={classes.lead}>{words.lead}</p>
      <TextInput
        label={words.repository}
        description={words.repositoryHint}
        value={draft.repository}
        error={tried && wrong.repository ? words.repositoryWrong : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setDraft({ ...draft, repository: event.currentTarget.value })}
      />
      <Radio.Group
        label={words.visibility}
        value={draft.isPrivate ? 'private' : 'public'}
        onChange={(value) => setDraft({ ...draft, isPrivate: value === 'private' })}
      >
        <div className={classes.choices}>
          <Radio value="private" label={words.isPrivate} />
          <Radio value="public" label={words.isPublic} />
        </div>
      </Radio.Group>
      {plan.licence === null ? (
        <Select
          label={words.licence}
          description={plan.base === null ? words.licenceYours : words.licenceHint(plan.base)}
          value={licence}
          error={tried && wrong.licence ? words.licenceMissing : undefined}
          data={HUB_LICENCES.map((one) => ({
            value: one,
            label: one === 'other' && plan.base === null ? words.licenceNone : words.licences[one],
          }))}
          onChange={(value) => setDraft({ ...draft, licence: value as HubLicence | null })}
        />
      ) : (
        <p>{words.licenceIs(words.licences[plan.licence])}</p>
      )}
      <PasswordInput
        label={words.token}
        description={
          <>
            {words.tokenHint}{' '}
            <Anchor href={TOKENS_PAGE} target="_blank" rel="noreferrer" inherit>
              {words.tokenMake}
            </Anchor>
          </>
        }
        value={token}
        error={tried && wrong.token ? words.tokenMissing : undefined}
        aria-invalid={(tried && wrong.token) || undefined}
        placeholder="hf_…"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      <Sent plan={plan} size={size} dataset={run?.dataset.name ?? ''} />
      {view.status === 'failed' && (
        <ProblemNote {...wordProblem(text, view.problem)}>
          {view.problem.code === 'hub-name-taken' && <AddTo taken={view.problem.values} onAdd={start} />}
        </ProblemNote>
      )}
      <Button type="submit" className={classes.start} leftSection={<IconUpload size={16} aria-hidden />} disabled={isBusy}>
        {words.start(size)}
      </Button>
    </form>
  )
}

interface SentProps {
  readonly plan: PushPlan
  /** Of all files, in words. */
  readonly size: string
  readonly dataset: string
}

/** Every file that is sent. */
function Sent({ plan, size, dataset }: SentProps) {
  const { push: words, locale } = useText()
  return (
    <section aria-label={words.sends(plan.files.length, size)}>
      <h5 className={classes.heading}>{words.sends(plan.files.length, size)}</h5>
      <ul className={classes.files}>
        {plan.files.map((file) => (
          <li key={file.path}>
            <span>{file.path}</span>
            <span data-figures>{bytes(file.bytes, locale)}</span>
          </li>
        ))}
      </ul>
      <p className={classes.lead}>{words.noPicture(dataset)}</p>
    </section>
  )
}

interface AddToProps {
  readonly taken: ProblemValues['hub-name-taken']
  onAdd(taken: ProblemValues['hub-name-taken']): Promise<void>
}

/** What can be done about a name that is taken. */
function AddTo({ taken, onAdd }: AddToProps) {
  const { push: words } = useText()
  const isBusy = useApp((state) => state.exporting !== null)
  return (
    <Button variant="default" size="xs" mt={8} className={classes.adds} disabled={isBusy} onClick={() => void onAdd(taken)}>
      {words.addTo(taken.repository)}
    </Button>
  )
}

/** How far it is, and the way to stop it. */
function Pushing({ view }: { readonly view: PushView }) {
  const { push: words, ui } = useText()
  const cancel = useApp((state) => state.cancelPush)
  const share = () => {
    if (view.status !== 'working') return 0
    return view.phase === 'ending' ? 100 : view.of > 0 ? (100 * view.done) / view.of : 0
  }
  return (
    <>
      <Progress value={share()} aria-label={words.progress} transitionDuration={0} />
      {canCancel(view) && (
        <Button variant="default" size="xs" data-cancels className={classes.start} onClick={() => void cancel()}>
          {ui.cancel}
        </Button>
      )}
    </>
  )
}
