/** jsdom lays nothing out: gives the roster a height, and each of its lines the height of its kind. */
export function withRosterLayout(view = 600): () => void {
  const before = ['offsetHeight', 'offsetWidth', 'clientHeight'].map((name) => {
    const proto = name === 'clientHeight' ? Element.prototype : HTMLElement.prototype
    return { name, proto, value: Object.getOwnPropertyDescriptor(proto, name) }
  })
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', {
    configurable: true,
    get(this: HTMLElement) {
      if (this.getAttribute('role') === 'tree') return view
      return this.querySelector('.rg') ? 30 : 50
    },
  })
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => 304 })
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => view })
  return () => {
    for (const { name, proto, value } of before) if (value) Object.defineProperty(proto, name, value)
  }
}

/** Gives every element of a page without layout the height its kind would have, and lets it scroll. */
export function withLayout({
  view = 600,
  row = 46,
}: {
  readonly view?: number
  readonly row?: number
} = {}): () => void {
  const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetHeight')
  const width = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetWidth')
  const scrollHeight = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollHeight')
  const clientHeight = Object.getOwnPropertyDescriptor(Element.prototype, 'clientHeight')
  const scrollTo = Element.prototype.scrollTo
  const isScroller = (element: Element): boolean => element.matches('[role=log], nav')
  const content = (element: Element): number =>
    Math.max(
      view,
      ...[...element.querySelectorAll<HTMLElement>('[style*=height]')].map((one) => parseFloat(one.style.height)),
    )
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', {
    configurable: true,
    get(this: HTMLElement) {
      return isScroller(this) ? view : row
    },
  })
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => 400 })
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => view })
  Object.defineProperty(Element.prototype, 'scrollHeight', {
    configurable: true,
    get(this: Element) {
      return content(this)
    },
  })
  Element.prototype.scrollTo = function scroll(this: Element, options?: ScrollToOptions | number): void {
    const top = typeof options === 'object' ? (options.top ?? 0) : 0
    this.scrollTop = Math.max(0, Math.min(top, content(this) - view))
    queueMicrotask(() => this.dispatchEvent(new Event('scroll')))
  } as typeof Element.prototype.scrollTo
  return () => {
    if (height) Object.defineProperty(HTMLElement.prototype, 'offsetHeight', height)
    if (width) Object.defineProperty(HTMLElement.prototype, 'offsetWidth', width)
    if (scrollHeight) Object.defineProperty(Element.prototype, 'scrollHeight', scrollHeight)
    if (clientHeight) Object.defineProperty(Element.prototype, 'clientHeight', clientHeight)
    Element.prototype.scrollTo = scrollTo
  }
}
