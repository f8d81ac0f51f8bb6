/** Waits for what is done, `milliseconds` at most; that it failed is no matter here. */
export async function within(milliseconds: number, done: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([done.catch(() => {}), late])
  clearTimeout(timer)
}
