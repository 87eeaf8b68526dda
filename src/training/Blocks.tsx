/** The network drawn as blocks, lit where it learns: what the strategy means. */
import { type Block, blocksOf } from '../../workers/recipe/strategy'
import { isActive } from '../run/runView'
import classes from './Blocks.module.css'
import { blockName, learnsFrom, stagesOf } from './networkView'
import { useApp } from './state'
import { useText } from './words'

export function Blocks() {
  const { train } = useText()
  const config = useApp((state) => (isActive(state.run) && state.run.config ? state.run.config : state.config))
  const active = useApp((state) => isActive(state.run))
  const epoch = useApp((state) => (isActive(state.run) ? (state.run.step?.epoch ?? 1) : 1))
  const from = learnsFrom(config)
  const blocks = blocksOf(config)
  const name = (block: Block) => blockName(train, block)
  const learning = blocks.filter((block) => from[block] != null && from[block] <= epoch)
  const stages = stagesOf(config)
  const frozen = blocks.some((block) => from[block] !== 1)
  return (
    <div>
      <ol className={classes.blocks} aria-label={train.networkPicture(learning.map(name).join(', '))}>
        {blocks.map((block, i) => {
          const start = from[block] ?? null
          const lit = learning.includes(block)
          return (
            <li key={block} className={classes.block} data-lit={lit} style={{ '--height': `${64 - (i * 35) / (blocks.length - 1)}px` }}>
              <span className={classes.shape} aria-hidden />
              <span className={classes.name}>{name(block)}</span>
              <span className={classes.state}>{lit ? train.learns : start === null ? train.frozen : train.fromEpoch(start)}</span>
            </li>
          )
        })}
      </ol>
      {stages.length > 1 && (
        <ol className={classes.stages} aria-label={train.stages}>
          {stages.map(({ first, last, learning: those }) => (
            <li key={first} aria-current={active && first <= epoch && epoch <= last ? 'step' : undefined}>
              <span className={classes.epochs}>
                {train.stage(first, last)}
                <span className={classes.hidden}>: {those.map(name).join(', ')}</span>
              </span>
              <span className={classes.cells} aria-hidden>
                {blocks.map((block) => (
                  <span key={block} data-lit={those.includes(block)} />
                ))}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className={classes.note}>{frozen ? train.batchNorm : train.batchNormAll}</p>
    </div>
  )
}
