/** The pages of `fintrack help` that are of no command, a line each. */
import { SETTINGS, type Setting } from '@fintrack/contract/settings'
import type { Command } from 'commander'
import { itemLines } from '../shapes/help-page.ts'
import type { TopicName } from '../shapes/topic-names.ts'

export interface Topic {
  /** @param cells the width of the terminal */
  text(program: Command, cells: number): string
}

/** @param lines terms and what they mean */
function page (head: string, lines: ReadonlyArray<readonly [term: string, text: string]>, tail = '') {
  return (_: Command, cells: number): string => {
    const items = itemLines(lines.map(([term, text]) => ({ term, text })), cells)
    return `${[head, '', ...items, ...tail === '' ? [] : ['', tail]].join('\n')}\n`
  }
}

function optionsText (program: Command, cells: number): string {
  const helper = program.createHelp()
  const items = program.options.map((option) => ({ term: helper.optionTerm(option), text: option.description }))
  return `${['Options of every command, before or after its name.', '', ...itemLines(items, cells)].join('\n')}\n`
}

const SIDES: ReadonlyArray<readonly [Setting['side'], string]> = [
  ['client', 'The command line'],
  ['book', 'The book, in this process or served'],
  ['server', 'The server (`fintrack serve`)'],
]

function defaultOf (setting: Setting): string {
  if ('defaultText' in setting) return setting.defaultText
  if (setting.kind === 'switch') return setting.default ? 'on' : 'off'
  return 'default' in setting ? String(setting.default) : ''
}

function valuesOf (setting: Setting): string {
  switch (setting.kind) {
    case 'choice': return setting.choices.join(', ')
    case 'integer': return `${setting.least} to ${setting.most}`
    case 'switch': return 'on, off'
    case 'day': return 'a day as YYYY-MM-DD'
    case 'currency': return 'a currency code, such as EUR'
    case 'secret': return `${setting.leastBytes} bytes or more`
    case 'database':
    case 'text': return ''
  }
}

/** Every `FINTRACK_*` name with its meaning, its values and its default, by who reads it. */
function environmentText (): string {
  const sections = SIDES.map(([side, title]) => {
    const settings = Object.entries<Setting>(SETTINGS).filter(([, setting]) => setting.side === side)
    const lines = settings.flatMap(([name, setting]) => {
      const values = valuesOf(setting)
      const fallback = defaultOf(setting)
      const details = [values, fallback === '' ? '' : `default: ${fallback}`].filter((text) => text !== '')
      const described = details.length === 0 ? '' : ` (${details.join('; ')})`
      return [`  ${name}`, `      ${setting.meaning}${described}`]
    })
    return [`${title}:`, ...lines].join('\n')
  })
  const head = 'Settings in the environment. Flags override them, and they override config.json.'
  return `${[head, ...sections].join('\n\n')}\n`
}

export const TOPICS: Readonly<Record<TopicName, Topic>> = {
  options: { text: optionsText },
  environment: { text: environmentText },
  'exit-codes': {
    text: page('How a command ends, for scripts.', [
      ['0', 'done'],
      ['1', 'unexpected'],
      ['2', 'wrong usage, a bad value, or bad lines in an import; nothing was changed'],
      ['3', 'the server or the database cannot be reached, is busy, or did not answer in time'],
      ['4', 'not logged in'],
      ['5', 'not found'],
      ['6', 'conflict: it exists already, is in use, was changed meanwhile, or can no longer be undone'],
      ['7', 'forbidden'],
      ['9', 'a check failed (`fintrack doctor`, `fintrack account check`)'],
      ['10', 'the server\'s answer is not one that this version understands'],
      ['130', 'interrupted'],
    ]),
  },
  formatting: {
    text: page('What is printed where. Data goes to standard output, messages to standard error.', [
      ['on a terminal', 'aligned tables in colour, as wide as the terminal'],
      ['in a pipe', 'tab-separated values without a header or colour; reports are the same document'],
      ['-o table', 'a table, in a pipe too'],
      ['-o json', 'the rows of the API as JSON; an error is a JSON object as well'],
      ['-o ndjson', 'a row a line, as JSON'],
      ['-o csv, -o tsv', 'comma- or tab-separated; csv has a header'],
      ['--fields date,amount', 'only these columns, in this order'],
      ['-q', 'only the data: no sentence about what was done'],
      ['--color never', 'no colour, as NO_COLOR does; FORCE_COLOR keeps it in a pipe'],
      ['--ascii', 'bars and tables of ASCII signs'],
      ['COLUMNS', 'the width, where it is not the terminal\'s'],
    ], 'To keep one of them: fintrack config set output csv'),
  },
  dates: {
    text: page('Days and months, wherever a command takes one.', [
      ['2024-05-03', 'that day'],
      ['05-03', 'that day of this year'],
      ['today, yesterday', 'by the calendar of this machine'],
      ['fri, friday', 'the latest Friday, today included'],
      ['-3d', 'three days ago'],
      ['2024-05', 'that month'],
      ['05, may', 'that month of this year'],
      ['this, last, -1', 'this month, the one before, so many months ago'],
    ], 'FINTRACK_TODAY=2024-05-20 sets another today, for a try.'),
  },
}
