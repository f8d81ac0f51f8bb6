#!/usr/bin/env node
/**
 * electron-builder makes .deb files with fpm, which it fetches from GitHub. This takes the same arguments, as far as
 * electron-builder uses them, and makes the package with dpkg-deb (CUSTOM_FPM_PATH, see package.mjs).
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { run, say } from './run.mjs'

const one = { type: 'string' }
const many = { type: 'string', multiple: true }
const OPTIONS = {
  s: { ...one, short: 's' },
  t: { ...one, short: 't' },
  d: { ...many, short: 'd' },
  force: { type: 'boolean' },
  architecture: one,
  'after-install': one,
  'after-remove': one,
  description: one,
  version: one,
  package: one,
  name: one,
  maintainer: one,
  vendor: one,
  url: one,
  category: one,
  license: one,
  'deb-priority': one,
  'deb-recommends': many,
  'deb-compression': one,
}

/** The control file (Debian policy 5.3). A blank line inside the description is written as a dot. */
export function controlFile(values, kilobytes) {
  const [synopsis, ...details] = values.description.trim().split('\n')
  const paragraph = details.map((line) => ` ${line.trim() || '.'}`)
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': String(kilobytes),
    Depends: values.d?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category,
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: [synopsis.trim(), ...paragraph].join('\n'),
  }
  const lines = Object.entries(fields).filter(([, value]) => value)
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`
}

async function makePackage({ values, positionals }) {
  if (values.t !== 'deb')
    throw new Error(`This makes deb packages only; for ${values.t} let electron-builder fetch fpm.`)
  const stage = mkdtempSync(join(tmpdir(), 'dialtone-deb-'))
  try {
    chmodSync(stage, 0o755)
    for (const mapping of positionals) {
      const at = mapping.lastIndexOf('=')
      const target = join(stage, mapping.slice(at + 1))
      const source = mapping.slice(0, at)
      mkdirSync(dirname(target), { recursive: true })
      if (statSync(source).isDirectory()) cpSync(source, target, { recursive: true, verbatimSymlinks: true })
      else copyFileSync(source, target)
    }
    const kilobytes = (await run('du', ['-sk', stage])).split('\t')[0]
    const control = join(stage, 'DEBIAN')
    mkdirSync(control)
    writeFileSync(join(control, 'control'), controlFile(values, kilobytes))
    for (const [script, source] of [
      ['postinst', values['after-install']],
      ['postrm', values['after-remove']],
    ]) {
      copyFileSync(source, join(control, script))
      chmodSync(join(control, script), 0o755)
    }
    // Readable by all, whatever this user's umask.
    await run('chmod', ['-R', 'u+w,go+rX,go-w', stage])
    const { 'deb-compression': named = 'xz' } = values
    const compression = named === 'gz' ? 'gzip' : named // dpkg-deb's word for it
    await run('dpkg-deb', ['--build', '--root-owner-group', `-Z${compression}`, stage, values.package])
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await makePackage(parseArgs({ options: OPTIONS, allowPositionals: true }))
  } catch (error) {
    say(error.message)
    process.exit(1)
  }
}
