/** Linphone's own element of a status: without it, an open service is busy there, whatever else is said. */
import type { Element } from './xml.ts'

export const onlineNamespace = 'http://www.linphone.org/xsds/pidfonline.xsd'

export const isOnlineElement = (element: Element): boolean =>
  element.localName === 'online' && element.namespaceURI === onlineNamespace

export const buildOnline = (online: boolean): string => (online ? `<online xmlns="${onlineNamespace}"/>` : '')
