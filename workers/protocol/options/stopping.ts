/** The options of early stopping. */
import { choice, integer, type Option, t } from './option'

export const STOPPING = {
  patience: integer({
    section: 'stopping',
    flag: 'patience',
    default: 3,
    min: 0,
    max: 1000,
    unit: t('epochs', '轮'),
    zero: t('never stops early', '从不提前停止'),
    label: t('Stop early after', '提前停止'),
    help: t(
      'Epochs without a better validation result before the run ends (early stopping); 0 never stops early. The best weights are restored.',
      '验证结果多少轮没有改善就结束（早停）；0 表示不早停。最后恢复最佳权重。',
    ),
  }),
  stopMetric: choice<'val-loss' | 'val-accuracy'>({
    section: 'stopping',
    default: 'val-loss',
    values: { 'val-loss': t('Validation loss', '验证损失'), 'val-accuracy': t('Validation accuracy', '验证准确率') },
    label: t('Best means', '以什么为最佳'),
    help: t('What decides which epoch was the best.', '由什么决定哪一轮最好。'),
  }),
} as const satisfies Record<string, Option>
