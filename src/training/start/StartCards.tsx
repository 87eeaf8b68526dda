/** What a run can start from, a card each: what it is good for, its size and licence, what it reached; and the way to take it. */
import { Badge, Button } from '@mantine/core'
import { networkLabel, START_NAMES, STARTS, type Start, type StartName, type WeightsInfo, weightsName } from '../../../workers/protocol'
import { wordProblem } from '../../page/ProblemList'
import { isActive } from '../../run/runView'
import { bytes } from '../../ui/format'
import { usePick } from '../../ui/language'
import { Name } from '../../ui/Name'
import { ProblemNote } from '../../ui/ProblemNote'
import { useApp } from '../state'
import { isStartHere, nextStart } from '../weights'
import { type Text, useText } from '../words'
import { Downloading } from './Downloading'
import { GoingOn } from './GoingOn'
import { ImagenetStart } from './ImagenetStart'
import { OwnStart } from './OwnStart'
import classes from './StartCards.module.css'

export function StartCards() {
  const { train } = useText()
  return (
    <ul className={classes.cards} aria-label={train.weights}>
      {START_NAMES.map((name) => (
        <StartCard key={name} name={name} />
      ))}
    </ul>
  )
}

function StartCard({ name }: { readonly name: StartName }) {
  const text = useText()
  const pick = usePick()
  const start: Start = STARTS[name]
  const isNext = useApp((state) => nextStart(state) === name)
  const weights = useApp((state) => (isStartHere(state) && nextStart(state) === name ? state.weights : null))
  const downloading = useApp((state) => state.download?.of === name)
  const problem = useApp((state) => (state.weightsProblem?.of === name ? state.weightsProblem.problem : null))
  const dismiss = useApp((state) => state.dismissWeightsProblem)
  const size = start.bytes === null ? null : bytes(start.bytes, text.locale)
  return (
    <li className={classes.card} data-used={isNext}>
      <div className={classes.head}>
        <h3 className={classes.name}>{pick(start.label)}</h3>
        {isNext && (
          <Badge variant="light" size="sm" tt="none" miw="max-content">
            {weights ? text.train.weightsUsed : text.train.weightsAtPress}
          </Badge>
        )}
      </div>
      <p>{pick(start.goodFor)}</p>
      <p className={classes.facts}>{[size, text.train.weightsLicence(pick(start.licence))].filter(Boolean).join(' · ')}</p>
      {start.reached.length > 0 && <Figures start={start} />}
      {weights && <Used weights={weights} />}
      {downloading && <Downloading />}
      {/* It stays: an address that was typed is still there when its download failed. */}
      <Way name={name} />
      {problem && <ProblemNote {...wordProblem(text, problem)} onClose={dismiss} />}
    </li>
  )
}

/** What it reached on cats and dogs; how that was measured is folded. */
function Figures({ start: { reached } }: { readonly start: Start }) {
  const { train, numbers } = useText()
  const pick = usePick()
  return (
    <details className={classes.reached}>
      <summary>{train.weightsReached(reached.map(({ accuracy }) => numbers.percent(accuracy)))}</summary>
      <ul>
        {reached.map(({ accuracy, how, command }) => (
          <li key={command}>
            {numbers.percent(accuracy)} {pick(how)}. <code>{command}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}

function kindOf(train: Text['train'], { bundled, isUntrained, name }: WeightsInfo): string {
  if (isUntrained) return train.weightsUntrained
  return bundled ? train.weightsBundled : name.includes('/') ? train.weightsHub : train.weightsOwn
}

/** Which weights exactly are in use, and what is to be known of them. */
function Used({ weights }: { readonly weights: WeightsInfo }) {
  const { train } = useText()
  const pick = usePick()
  // Attention can be put into weights that have none.
  const chosen = useApp(({ config }) => networkLabel(weights.attention === 'none' ? { depth: config.depth } : config))
  const own = networkLabel(weights)
  return (
    <div className={classes.used}>
      {/* The hub's names have an owner before a slash; a file's name has none. */}
      <span className={classes.kind}>{kindOf(train, weights)}</span>{' '}
      <strong>
        <Name wraps>{pick(weightsName(weights, weights.depth))}</Name>
      </strong>
      <span className={classes.facts}>
        {weights.isUntrained ? train.untrainedUsed : train.weightsBest(weights.bestSize)}
        {weights.verified && ` · ${train.weightsVerified}`}
        {!weights.bundled && !weights.isUntrained && ` · ${train.weightsLicence(weights.licence)}`}
      </span>
      {weights.model && <GoingOn model={weights.model} />}
      {own !== chosen && <p role="status">{train.otherDepth(own, chosen)}</p>}
      {weights.verified === false && <p role="status">{train.weightsUnverified}</p>}
      {weights.kept === false && <p role="status">{train.weightsThisVisit}</p>}
    </div>
  )
}

/** The press that takes it. */
function Way({ name }: { readonly name: StartName }) {
  const locked = useApp((state) => isActive(state.run) || state.weightsBusy)
  switch (name) {
    case 'imagenet':
      return <ImagenetStart locked={locked} />
    case 'starter':
      return <StarterStart locked={locked} />
    case 'own':
      return <OwnStart locked={locked} />
    default:
      return name satisfies never
  }
}

function StarterStart({ locked }: { readonly locked: boolean }) {
  const { train } = useText()
  const isUsed = useApp((state) => nextStart(state) === 'starter')
  const take = useApp((state) => state.takeBundledWeights)
  if (isUsed) return null
  return (
    <Button className={classes.take} variant="default" size="xs" disabled={locked} onClick={() => void take()}>
      {train.weightsBack}
    </Button>
  )
}
