let marked = false

/** For the start-up measure: main's state is here and the first rows stand in the DOM. */
export function markUsable(): void {
  if (marked) return
  marked = true
  performance.mark('roster-usable')
  document.documentElement.dataset['ready'] = '1'
}
