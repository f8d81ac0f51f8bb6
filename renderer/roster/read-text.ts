/** The text of a file, whatever wrote it: UTF-8, UTF-16 with its mark, else as old Windows programs write. */
export async function readText(file: File): Promise<string | null> {
  const bytes = await bytesOf(file)
  if (bytes === null) return null
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function bytesOf(file: File): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result instanceof ArrayBuffer ? new Uint8Array(reader.result) : null)
    reader.onerror = () => resolve(null)
    reader.readAsArrayBuffer(file)
  })
}
