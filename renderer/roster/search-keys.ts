/** The open result list takes the arrow keys and Enter from the field above it. */
type Listener = (key: string) => boolean

let listener: Listener | null = null

export function onResultKey(take: Listener): () => void {
  listener = take
  return () => {
    if (listener === take) listener = null
  }
}

/** true: the list used the key. */
export const resultKey = (key: string): boolean => listener?.(key) ?? false
