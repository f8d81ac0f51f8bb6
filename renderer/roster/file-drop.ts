import { type DragEvent, useState } from 'react'

/** A file dropped on a part of the screen: `over` while one is held above it, also above what stands in it. */
export function useFileDrop(onFile: (file: File) => void) {
  const [over, setOver] = useState(false)
  const target = {
    onDragOver: (event: DragEvent): void => {
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: (event: DragEvent): void => {
      const to = event.relatedTarget
      if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false)
    },
    onDrop: (event: DragEvent): void => {
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer.files[0]
      if (file) onFile(file)
    },
  }
  return { over, target }
}
