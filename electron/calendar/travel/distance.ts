export type Point = { readonly latitude: number; readonly longitude: number }

const radius = 6371
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** As the crow flies. */
export function kilometres(a: Point, b: Point): number {
  const height = Math.sin(radians(b.latitude - a.latitude) / 2)
  const width = Math.sin(radians(b.longitude - a.longitude) / 2)
  const along = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude))
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(height * height + along * width * width)))
}
