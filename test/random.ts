import { configureGlobal } from 'fast-check'

/** The everyday run makes the same cases everywhere, so that what is red is red for everybody; the proofs make others each time. */
if (process.env['DIALTONE_PROVE'] !== '1') configureGlobal({ seed: 4235 })
