import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, BrowserWindow, dialog, type WebContents } from 'electron'
import { detailOf, failed, type Result, success } from '#contract/failure'

/** Asks where a text is to go and writes it there, for the user's eyes alone. */
export async function saveText(
  page: WebContents | null,
  file: { readonly name: string; readonly text: string },
): Promise<Result<{ saved: boolean }>> {
  const extension = extname(file.name).slice(1)
  const options = {
    defaultPath: join(app.getPath('documents'), file.name),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  }
  const parent = page === null ? null : BrowserWindow.fromWebContents(page)
  const { canceled, filePath } =
    parent === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(parent, options)
  if (canceled || !filePath) return success({ saved: false })
  try {
    await writeFile(filePath, file.text, { mode: 0o600 })
  } catch (error) {
    return failed({ kind: 'storage', detail: detailOf(error) })
  }
  return success({ saved: true })
}
