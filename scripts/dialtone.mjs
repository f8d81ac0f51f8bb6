#!/usr/bin/env node
/**
 * npm run -s dialtone -- COMMAND: the softphone without a window, in plain Node. Set-up talks on stderr; stdout has the
 * command's JSON lines alone.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './paths.mjs'
import { setUpOrExit } from './setup.mjs'

await setUpOrExit('dialtone')
const cli = join(root, 'dist', 'main', 'cli.js')
process.argv[1] = cli
await import(pathToFileURL(cli).href)
