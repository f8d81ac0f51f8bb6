/** Does it once, when whoever is changing things in this turn is done, however often it was asked for. */
export function gathered(work: () => void): () => void {
  let waits = false
  return () => {
    if (waits) return
    waits = true
    queueMicrotask(() => {
      waits = false
      work()
    })
  }
}
