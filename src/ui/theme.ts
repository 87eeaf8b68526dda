/** Mantine's theme: neutral surfaces, one accent, calm and dense. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Accent: an indigo that no class colour comes near; index 6 has 5.3 : 1 on white. */
const iris: MantineColorsTuple = [
  '#f1f1fe',
  '#e2e2fb',
  '#c6c6f7',
  '#a8a8f1',
  '#9090ea',
  '#7474e1',
  '#5d5dd6',
  '#4e4ec2',
  '#4242a6',
  '#363688',
]
const dark: MantineColorsTuple = [
  '#e6e6ea',
  '#b4b4bd',
  '#9a9aa5',
  '#6f6f7a',
  '#44444d',
  '#34343b',
  '#26262b',
  '#1c1c20',
  '#141417',
  '#0d0d0f',
]

/** Cells of a confusion matrix on white: what is right, and what is mixed up (Okabe and Ito's vermilion, which no kind of colour blindness takes for the other). */
export const MATRIX = { right: '#5d5dd6', wrong: '#d55e00' }

export const theme = createTheme({
  colors: { iris, dark },
  primaryColor: 'iris',
  primaryShade: 6,
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } } },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // A long title ends before the button that closes.
    Modal: { styles: { header: { gap: 12 } } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    Tooltip: { defaultProps: { multiline: true, maw: 300, withArrow: true, events: { hover: true, focus: true, touch: true } } },
  },
})

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f7f7f9',
    '--mantine-color-text': '#1b1b1f',
    '--mantine-color-dimmed': '#5c5c68',
    '--mantine-color-placeholder': '#74747f',
    '--mantine-color-disabled': '#eeeef2',
    '--mantine-color-disabled-color': '#6b6b76',
    '--mantine-color-default-border': '#dcdce2',
    '--ty-surface': '#ffffff',
    '--ty-sunken': '#eeeef2',
    '--ty-line': '#e3e3e9',
    '--ty-control-line': '#80808b',
    '--ty-accent': '#5d5dd6',
    '--ty-accent-text': '#4e4ec2',
    '--ty-accent-soft': '#ededfc',
    '--ty-warn': '#8a5300',
    '--ty-bad': '#b42318',
    '--ty-good': '#08704f',
    '--ty-train-line': '#85858f',
    '--ty-heat-right': MATRIX.right,
    '--ty-heat-wrong': MATRIX.wrong,
  },
  dark: {
    '--mantine-color-body': '#141417',
    '--mantine-color-text': '#e6e6ea',
    '--mantine-color-dimmed': '#a3a3ae',
    '--mantine-color-placeholder': '#85858f',
    '--mantine-color-disabled': '#26262b',
    '--mantine-color-disabled-color': '#9a9aa5',
    '--mantine-color-default-border': '#3a3a42',
    '--ty-surface': '#1c1c20',
    '--ty-sunken': '#26262b',
    '--ty-line': '#2e2e34',
    '--ty-control-line': '#85858f',
    '--ty-accent': '#7f7fea',
    '--ty-accent-text': '#a8a8f1',
    '--ty-accent-soft': '#26263f',
    '--ty-warn': '#f2b04c',
    '--ty-bad': '#ff8f85',
    '--ty-good': '#4fd1a1',
    '--ty-train-line': '#8c8c98',
    '--ty-heat-right': '#5d5dd6',
    '--ty-heat-wrong': '#c2590a',
  },
})
