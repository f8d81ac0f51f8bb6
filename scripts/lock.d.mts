export function withLock<T>(
  lock: string,
  work: () => T | Promise<T>,
  options?: { readonly onWait?: (pid: number | null) => void; readonly poll?: number },
): Promise<T>
