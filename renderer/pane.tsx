import { Component, type ErrorInfo, type ReactNode, Suspense } from 'react'
import { Button } from './components/button.tsx'
import { i18n } from './i18n.ts'

type PaneState = { readonly broken: boolean }

/** A part that is loaded when it is first needed. If it breaks, the rest of the window goes on. */
export class Pane extends Component<Readonly<{ children: ReactNode }>, PaneState> {
  override state: PaneState = { broken: false }

  static getDerivedStateFromError(): PaneState {
    return { broken: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('a pane stopped', error, info.componentStack)
  }

  override render(): ReactNode {
    if (!this.state.broken) return <Suspense fallback={null}>{this.props.children}</Suspense>
    return (
      <div className="empty" role="alert">
        <div className="t2">{i18n.t('common.brokenPane')}</div>
        <Button onClick={() => this.setState({ broken: false })}>{i18n.t('common.openAgain')}</Button>
      </div>
    )
  }
}
