/** Catches an error in drawing, so that a broken view leaves a message and the worker goes on. */
import { Component, type ErrorInfo, type ReactNode } from 'react'

interface ErrorBoundaryProps {
  readonly children: ReactNode
  /** Changing it tries again. */
  readonly resetKey: string
  readonly onError: (error: unknown) => void
  readonly fallback: ReactNode
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean; key: string }> {
  override state = { failed: false, key: this.props.resetKey }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: { failed: boolean; key: string }) {
    return props.resetKey === state.key ? null : { failed: false, key: props.resetKey }
  }

  override componentDidCatch(error: unknown, _info: ErrorInfo) {
    this.props.onError(error)
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
