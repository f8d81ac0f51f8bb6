import { viewStore } from './store/view.ts'

type Colour = readonly [red: number, green: number, blue: number, alpha: number]

/** What getComputedStyle answers: rgb(1, 2, 3) or rgba(1, 2, 3, 0.5). */
export function colourOf(text: string): Colour | null {
  const [red, green, blue, alpha = 1] = (/^rgba?\(([^)]+)\)$/.exec(text)?.[1] ?? '').split(/[,/\s]+/).map(Number)
  if (red === undefined || green === undefined || blue === undefined || Number.isNaN(red + green + blue + alpha))
    return null
  return [red, green, blue, alpha]
}

/** The ground with a veil over it, as #rrggbb. */
export function veiled(ground: Colour, veil: Colour | null): string {
  const share = veil?.[3] ?? 0
  const mixed = [0, 1, 2].map((at) => Math.round((ground[at] ?? 0) * (1 - share) + (veil?.[at] ?? 0) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

function groundOf(element: Element | null): Colour | null {
  if (!element) return null
  const colour = colourOf(getComputedStyle(element).backgroundColor)
  return colour && colour[3] === 1 ? colour : groundOf(element.parentElement)
}

const meta = document.createElement('meta')
meta.name = 'theme-color'
let asked = false

/**
 * Where the system draws its buttons over the page, main paints the ground under them. It takes the colour from theme-color:
 * that of the last column, under an open dialog as dark as the rest.
 */
export function paintTitleBar(): void {
  if (asked) return
  asked = true
  requestAnimationFrame(() => {
    asked = false
    const columns = document.querySelectorAll('.col-last')
    const column = columns[columns.length - 1]
    const ground = column ? groundOf(column) : null
    if (!ground) return
    const dialog = document.querySelector('dialog[open]')
    meta.content = veiled(ground, dialog && colourOf(getComputedStyle(dialog, '::backdrop').backgroundColor))
  })
}

export function followTitleBar(): void {
  document.head.append(meta)
  viewStore.subscribe(paintTitleBar)
  // A dialog that closes gives the focus back.
  document.addEventListener('focusin', paintTitleBar)
  const attributes = new MutationObserver(paintTitleBar)
  attributes.observe(document.documentElement, { subtree: true, attributeFilter: ['data-theme', 'open'] })
}
