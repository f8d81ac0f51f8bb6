import { describe, expect, test } from 'vitest'
import { parseAnyPresence } from '../../electron/documents/any-presence.ts'
import { parseCpim } from '../../electron/documents/cpim.ts'
import { buildDialogInfo, parseDialogInfo } from '../../electron/documents/dialog-info.ts'
import { buildImdn, parseImdn } from '../../electron/documents/imdn.ts'
import { buildIsComposing, parseIsComposing } from '../../electron/documents/iscomposing.ts'
import { parseMessageSummary } from '../../electron/documents/message-summary.ts'
import { buildPresence } from '../../electron/documents/pidf.ts'
import { applyPartialPresence } from '../../electron/documents/pidf-diff.ts'
import { buildReginfo, parseReginfo } from '../../electron/documents/reginfo.ts'
import { buildRlmi, parseListNotification, parseRlmi } from '../../electron/documents/rlmi.ts'
import { buildWatcherinfo, parseWatcherinfo } from '../../electron/documents/watcherinfo.ts'
import { DocumentError } from '../../electron/documents/xml.ts'
import { parseXpidf } from '../../electron/documents/xpidf.ts'
import { hasSamples, hasSchemas, sample, sampleNames, schemaErrors, whereSamplesAre } from './shared.ts'

/** Every refusal of a document of other people's making, and why it is right. */
const refused: Readonly<Record<string, string>> = {
  'pidf-lo/ng911-dev--SIP-INVITE-location-garbled-PIDF-LO-body-01.xml':
    'garbled on purpose: end tags without their start',
  'pidf-lo/ng911-dev--SIP-INVITE-location-garbled-PIDF-LO-body-02.xml':
    'garbled on purpose: end tags without their start',
  'iscomposing/repo-not-named-by-index--14370090294-01.xml': 'the root element misses its closing bracket',
}

function outcome(read: () => unknown): 'read' | 'refused' {
  try {
    read()
    return 'read'
  } catch (error) {
    if (error instanceof DocumentError) return 'refused'
    throw error
  }
}

const presenceNames = [...sampleNames('pidf'), ...sampleNames('pidf-lo')]

const inOrder = (words: readonly (string | undefined)[]): readonly string[] =>
  words.map(String).toSorted((one, other) => one.localeCompare(other))

describe.skipIf(!hasSamples)(`presence documents of other people's making${whereSamplesAre}`, () => {
  test.each(presenceNames)('%s', (name) => {
    expect(outcome(() => parseAnyPresence(sample(name)))).toBe(name in refused ? 'refused' : 'read')
  })

  test('say something of somebody', () => {
    for (const name of presenceNames.filter((each) => !(each in refused))) {
      const { tuples, persons, devices } = parseAnyPresence(sample(name))
      expect([name, tuples.length + persons.length + devices.length > 0]).toEqual([name, true])
    }
  })

  test('lose no activity on the way', () => {
    for (const name of presenceNames.filter((each) => !(each in refused))) {
      const text = new TextDecoder().decode(sample(name)).replaceAll(/<!--.*?-->/gs, '')
      const sent = [...text.matchAll(/<(?:\w+:)?(busy|away|meeting|on-the-phone|vacation|holiday)\s*\/>/g)].map(
        (match) => match[1],
      )
      const found = parseAnyPresence(sample(name)).persons.flatMap((person) =>
        person.activities.flatMap(({ values }) => values.map((value) => value.name)),
      )
      expect([name, inOrder(found.filter((each) => each !== 'other' && each !== 'unknown'))]).toEqual([
        name,
        inOrder(sent),
      ])
    }
  })

  test.skipIf(!hasSchemas)('are valid when we build them again', async () => {
    const built = presenceNames
      .filter((name) => !(name in refused))
      .map((name) => buildPresence(parseAnyPresence(sample(name))))
    expect(await schemaErrors('_pidf-all.xsd', built)).toEqual([])
  })
})

const isXml = (name: string): boolean => name.endsWith('.xml')
const listType = 'multipart/related;type="application/rlmi+xml"'

/** How each folder is read; and, where the format is XML that we write, built again, and the schema of it. */
const folders: readonly {
  readonly folder: string
  readonly read: (name: string) => unknown
  readonly rebuild?: (name: string) => string
  readonly schema?: string
}[] = [
  {
    folder: 'rlmi',
    read: (name) => (isXml(name) ? parseRlmi(sample(name)) : parseListNotification(sample(name), listType)),
    rebuild: (name) => (isXml(name) ? buildRlmi(parseRlmi(sample(name))) : ''),
    schema: 'rlmi.xsd',
  },
  {
    folder: 'winfo',
    read: (name) => parseWatcherinfo(sample(name)),
    rebuild: (name) => buildWatcherinfo(parseWatcherinfo(sample(name))),
    schema: 'watcherinfo.xsd',
  },
  {
    folder: 'dialog-info',
    read: (name) => parseDialogInfo(sample(name)),
    rebuild: (name) => buildDialogInfo(parseDialogInfo(sample(name))),
    schema: 'dialog-info.xsd',
  },
  {
    folder: 'reginfo',
    read: (name) => parseReginfo(sample(name)),
    rebuild: (name) => buildReginfo(parseReginfo(sample(name))),
    schema: 'reginfo.xsd',
  },
  {
    folder: 'cpim-imdn',
    read: (name) => (isXml(name) ? parseImdn(sample(name)) : parseCpim(sample(name))),
    rebuild: (name) => (isXml(name) ? buildImdn(parseImdn(sample(name))) : ''),
    schema: 'imdn.xsd',
  },
  {
    folder: 'iscomposing',
    read: (name) => parseIsComposing(sample(name)),
    rebuild: (name) => buildIsComposing(parseIsComposing(sample(name))),
    schema: 'im-iscomposing.xsd',
  },
  { folder: 'mwi', read: (name) => parseMessageSummary(sample(name)) },
  { folder: 'xpidf', read: (name) => parseXpidf(sample(name)) },
  { folder: 'pidf-diff', read: (name) => applyPartialPresence(null, sample(name)) },
]

describe.skipIf(!hasSamples)(`other documents of other people's making${whereSamplesAre}`, () => {
  for (const { folder, read, rebuild, schema } of folders) {
    test.each(sampleNames(folder))('%s', (name) => {
      expect(outcome(() => read(name))).toBe(name in refused ? 'refused' : 'read')
    })

    test.skipIf(!hasSchemas || schema === undefined)(`${folder} is valid when we build it again`, async () => {
      const names = sampleNames(folder).filter((name) => !(name in refused))
      const built = names.map((name) => rebuild?.(name) ?? '').filter((xml) => xml !== '')
      expect(built.length).toBeGreaterThan(0)
      expect(await schemaErrors(schema ?? '', built)).toEqual([])
    })
  }
})

test.skipIf(!hasSamples)(`a list NOTIFY of Asterisk gives every resource its state${whereSamplesAre}`, () => {
  const { list, states } = parseListNotification(
    sample('rlmi/documentation--PJSIP-Large-Messages-01.txt'),
    'multipart/related;type="application/rlmi+xml";boundary=eqjjy',
  )
  expect(list?.resources.length).toBe(states.length)
  for (const { uri, part } of states)
    expect(parseAnyPresence(part?.body ?? '').entity.split(';')[0]).toContain(uri.split(':')[1]?.split('@')[0])
})
