/** The few pictures of this page, as lucide (ISC) and DESIGN section 4 draw them. */

const namespace = 'http://www.w3.org/2000/svg'

const strokes = {
  phone: [
    'M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384',
  ],
  decline: [
    'M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272',
    'M22 2 2 22',
    'M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473',
  ],
  time: ['M22 12A10 10 0 1 1 2 12A10 10 0 1 1 22 12Z', 'M12 6v6l4 2'],
  place: [
    'M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8',
    'M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z',
  ],
  overheard: ['M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z', 'M7 11V7a5 5 0 0 1 9.9-1'],
  last: ['M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8', 'M3 3v5h5', 'M12 7v5l4 2'],
} as const

function svg(box: number, size: number): SVGSVGElement {
  const element = document.createElementNS(namespace, 'svg')
  element.setAttribute('viewBox', `0 0 ${box} ${box}`)
  element.setAttribute('width', String(size))
  element.setAttribute('height', String(size))
  element.setAttribute('aria-hidden', 'true')
  return element
}

export function icon(name: keyof typeof strokes, size: number): SVGSVGElement {
  const element = svg(24, size)
  element.setAttribute('class', 'icon')
  for (const d of strokes[name]) {
    const path = document.createElementNS(namespace, 'path')
    path.setAttribute('d', d)
    element.append(path)
  }
  return element
}
