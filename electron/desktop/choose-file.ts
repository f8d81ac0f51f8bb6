import { BrowserWindow, dialog, type OpenDialogOptions, type WebContents } from 'electron'

/** Asks which calendar file is meant. The filter is a help: what a calendar is called elsewhere can be chosen, too. */
export async function chooseCalendarFile(page: WebContents | null): Promise<{ path: string | null }> {
  const options: OpenDialogOptions = {
    properties: ['openFile'],
    filters: [
      { name: 'ICS', extensions: ['ics', 'ical', 'ifb', 'vcs'] },
      { name: '*', extensions: ['*'] },
    ],
  }
  const parent = page === null ? null : BrowserWindow.fromWebContents(page)
  const { canceled, filePaths } =
    parent === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(parent, options)
  return { path: canceled ? null : (filePaths[0] ?? null) }
}
