#!/usr/bin/env node
/** The program as a process: its real context, one run, its exit code. */
import { homedir, hostname, userInfo } from 'node:os'
import process from 'node:process'
import { today } from './io/clock.ts'
import { newInterrupts } from './io/interrupts.ts'
import { openPrompt } from './io/prompt.ts'
import { newIo } from './io/streams.ts'
import { run } from './run.ts'

const { env, stdin, stdout, stderr, platform, versions } = process

process.exitCode = await run(process.argv.slice(2), {
  io: newIo(stdin, stdout, stderr, env),
  machine: {
    env,
    platform,
    home: homedir(),
    node: versions.node,
    hostname: hostname(),
    // An account without a name, as containers have them, is a failure only where the name is needed.
    get account () { return userInfo().username },
  },
  interrupts: newInterrupts(process),
  today,
  openPrompt: () => openPrompt(stdin, stderr),
})
// What an interrupted command left under way must not hold the process; all that was to be said is out.
if (process.exitCode === 130) process.exit()
