/** One line on stderr while something takes long; it leaves nothing behind. */
import type { Io, Progress } from '../world.ts'
import { visible } from '../render/safe-text.ts'

const QUIET_MS = 300
const FRAME_MS = 100
const BAR_CELLS = 24

const SPINNER = { unicode: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏', ascii: '|/-\\' } as const
const BAR = { unicode: ['█', '░'], ascii: ['#', '.'] } as const

const SILENT: Progress = { advance () {}, done () {} }

/** @param err takes what is drawn; absent where nothing is to be */
export function newProgress (err: Io['err'] | undefined, ascii: boolean, label: string, total?: number): Progress {
  if (err === undefined) return SILENT
  const style = ascii ? 'ascii' : 'unicode'
  let reached = 0
  let frames = 0
  const draw = (): void => {
    const spinner = SPINNER[style]
    let sign = spinner.charAt(frames % spinner.length)
    if (total !== undefined && total > 0) {
      const share = Math.min(1, reached / total)
      const full = Math.floor(share * BAR_CELLS)
      const [on, off] = BAR[style]
      sign = `${on.repeat(full)}${off.repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)}%`
    }
    frames += 1
    err(`\r\u001b[K${sign} ${visible(label)}`)
  }
  let frame: NodeJS.Timeout | undefined
  const start = setTimeout(() => {
    draw()
    frame = setInterval(draw, FRAME_MS)
    frame.unref()
  }, QUIET_MS)
  // What is long is being waited for by somebody else; the line alone keeps no process alive.
  start.unref()
  return {
    advance (by) { reached += by },
    done () {
      clearTimeout(start)
      clearInterval(frame)
      if (frames > 0) err('\r\u001b[K')
      frames = 0
    },
  }
}
