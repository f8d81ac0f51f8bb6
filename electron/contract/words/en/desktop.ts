/** Tray, notifications and menus. */
export const desktop = {
  open: 'Open Dialtone',
  quit: 'Quit',
  editStatus: 'Status and note',
  tray: 'Dialtone, {{status}}',
  trayUnread: 'Dialtone, {{status}}, {{count}} unread',
  missedCall: 'Missed call',
  newMessage: 'New message',
  free: 'Available now',
  status: {
    available: 'Available',
    busy: 'Busy',
    away: 'Away',
    phone: 'On the phone',
    dnd: 'Do not disturb',
    offline: 'Offline',
    unknown: 'Not connected',
  },
  set: {
    automatic: 'Automatic',
    available: 'Available',
    busy: 'Busy',
    away: 'Away',
    dnd: 'Do not disturb',
    offline: 'Appear offline',
  },
} as const
