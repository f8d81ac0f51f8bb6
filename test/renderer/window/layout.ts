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
