/** Catches an error in drawing, so that a broken view leaves a message and the worker goes on. */
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { askAnew } from './later'

interface ErrorBoundaryProps {
  readonly children: ReactNode
  /** Changing it tries again. */
  readonly resetKey: string
  readonly onError: (error: unknown) => void
  /** What is drawn instead, by what was thrown. */
  readonly fallback: (thrown: unknown) => ReactNode
}

interface ErrorBoundaryState {
  readonly failed: { readonly thrown: unknown } | null
  readonly key: string
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failed: null, key: this.props.resetKey }

  static getDerivedStateFromError(thrown: unknown) {
    return { failed: { thrown } }
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: ErrorBoundaryState) {
    return props.resetKey === state.key ? null : { failed: null, key: props.resetKey }
  }

  override componentDidCatch(error: unknown, _info: ErrorInfo) {
    askAnew(error)
    this.props.onError(error)
  }

  override render() {
    return this.state.failed ? this.props.fallback(this.state.failed.thrown) : this.props.children
  }
}
