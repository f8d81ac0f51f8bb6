import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { validateXML } from 'xmllint-wasm'

/** Documents and schemas of other people's making, beside the checkout; under licences that keep them out of it. */
const shared = process.env['DIALTONE_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
export const samples = join(shared, 'samples')

export const hasSamples = existsSync(join(samples, 'INDEX.tsv'))
export const hasSchemas = existsSync(join(samples, 'xsd/all/_pidf-all.xsd'))
/** Goes into the name of a test that is skipped. */
export const whereSamplesAre = hasSamples && hasSchemas ? '' : ' [skipped: no ../shared/samples; set DIALTONE_SHARED]'

export function sampleNames(folder: string): readonly string[] {
  return hasSamples ? readdirSync(join(samples, folder)).map((name) => `${folder}/${name}`) : []
}

export function sample(name: string): Uint8Array {
  return readFileSync(join(samples, name))
}

const schemaFolder = 'xsd/all'

/** Complaints of libxml2, one a line, with the document they are about; none when all are valid. */
export async function schemaErrors(schema: string, documents: readonly string[]): Promise<readonly string[]> {
  const folder = join(samples, schemaFolder)
  const read = (fileName: string): { fileName: string; contents: string } => ({
    fileName,
    contents: readFileSync(join(folder, fileName), 'utf8'),
  })
  const result = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents })),
    schema: [read(schema)],
    preload: readdirSync(folder)
      .filter((name) => name !== schema)
      .map(read),
    maxMemoryPages: 16_384,
  })
  if (result.valid) return []
  return result.errors.slice(0, 3).map((error) => {
    const index = Number(/document-(\d+)/.exec(error.loc?.fileName ?? error.rawMessage)?.[1])
    return `${error.message}\n${documents[index]}`
  })
}
