/** The model pushed to the Hugging Face hub: what is sent and where to is said first, then how far it is and what came of it. */
import { Alert, Anchor, Button, PasswordInput, Progress, Radio, Select, TextInput } from '@mantine/core'
import { IconCheck, IconUpload } from '@tabler/icons-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { HUB_LICENCES, type HubLicence, isRepositoryName, type PushPlan, suggestedRepository, TOKENS_PAGE } from '../../../workers/protocol'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { answeringRun } from '../../runs/answering'
import { bytes } from '../../ui/format'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { useApp, useAppStore } from '../state'
import classes from './PushToHub.module.css'
import { useText } from './words'

/** The button that opens the form, and the form; it is open from the start where something of a push is to be told. */
export function PushToHub() {
  const text = useText()
  const status = useApp((state) => state.push.status)
  const model = useApp((state) => state.model)
  const runName = useApp((state) => answeringRun(state)?.name)
  const [open, setOpen] = useState(status !== 'idle')
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
        {open && plan && <PushForm plan={plan} />}
      </div>
    </div>
  )
}

function PushForm({ plan }: { readonly plan: PushPlan }) {
  const text = useText()
  const { push: words, locale } = text
  const run = useApp(answeringRun)
  const runId = useApp((state) => state.model?.runId ?? '')
  const view = useApp((state) => state.push)
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
  const start = async (adds: boolean) => {
    setTried(true)
    if (Object.values(wrong).some(Boolean)) {
      // After the fields say that they are wrong.
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    await pushModel({ repository, isPrivate: draft.isPrivate, token: token.trim(), adds, licence })
    // Typed in for each push; after one that failed it is still there to be tried again.
    if (store.getState().push.status === 'done') setToken('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void start(false)
  }
  if (view.status === 'working') return <Pushing />
  return (
    <form ref={form} className={classes.form} aria-label={words.title} onSubmit={submit} noValidate>
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
          description={words.licenceHint(plan.base)}
          value={licence}
          error={tried && wrong.licence ? words.licenceMissing : undefined}
          data={HUB_LICENCES.map((one) => ({ value: one, label: words.licences[one] }))}
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
      <div role="status">
        {view.status === 'cancelled' && <p className={classes.lead}>{words.cancelled}</p>}
        {view.status === 'done' && (
          <Alert color="green" variant="light" icon={<IconCheck size={18} aria-hidden />} title={words.done(view.pushed.repository)}>
            <Anchor href={view.pushed.address} target="_blank" rel="noreferrer" className={classes.address}>
              {words.see}: {view.pushed.address}
            </Anchor>
          </Alert>
        )}
      </div>
      {view.status === 'failed' && (
        <ProblemNote {...wordProblem(text, view.problem)}>
          {view.problem.code === 'hub-name-taken' && (
            <Button variant="default" size="xs" mt={8} className={classes.adds} disabled={isBusy} onClick={() => void start(true)}>
              {words.addTo(view.problem.values.repository)}
            </Button>
          )}
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

/** How far it is, and the way to stop it. Once the hub makes the commit it is too late for that. */
function Pushing() {
  const { push: words, ui, locale } = useText()
  const view = useApp((state) => state.push)
  const cancel = useApp((state) => state.cancelPush)
  if (view.status !== 'working') return null
  const { phase, done, of } = view
  const says = phase === 'sending' ? words.phases.sending(bytes(done, locale), bytes(of, locale)) : words.phases[phase]
  const share = phase === 'ending' ? 100 : of > 0 ? (100 * done) / of : 0
  return (
    <div className={classes.form}>
      <Progress value={share} aria-label={words.progress} transitionDuration={0} />
      <div className={classes.choices}>
        <p role="status">{says}</p>
        <Button variant="default" size="xs" disabled={phase === 'ending'} onClick={() => void cancel()}>
          {ui.cancel}
        </Button>
      </div>
    </div>
  )
}
