/** What a book needs to know when it is made: a person is asked once, a script is told. */
import { createAccount } from '@fintrack/contract/accounts'
import type { Api, Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { reasonOf } from '../io/reason.ts'
import { parseCurrency } from '../options/amount.ts'
import { visible } from '../render/safe-text.ts'

export interface FirstSteps {
  /** The currency of a book that is made now. @throws UserError where the person gives none */
  currencyOf(): Promise<string>
  /** Adds a first account where the person was asked for the currency, and wants one. */
  addAccount(api: Api): Promise<void>
}

const REMEDY = '`fintrack user edit --currency EUR` changes that.'

export function firstSteps (cx: Context): FirstSteps {
  const { io, machine: { env }, settings: { FINTRACK_CURRENCY: usual }, globals } = cx
  const note = (sentence: string): void => { io.err(`note: ${visible(sentence)}\n`) }
  let isAsked = false
  return {
    async currencyOf () {
      if (![undefined, ''].includes(env['FINTRACK_CURRENCY'])) return usual
      if (!cx.canAsk || globals.yes) {
        if (!globals.quiet) note(`This book is new, and its currency is ${usual}; ${REMEDY}`)
        return usual
      }
      const { localCurrency } = await import('../options/local-currency.ts')
      const answer = await (await cx.prompt()).text('This book is new. Its currency', localCurrency(env) ?? usual)
      if (answer.trim() === '') throw usage('A book needs a currency, and none was given.', 'EUR is one.')
      isAsked = true
      return parseCurrency(answer.trim().toUpperCase())
    },
    async addAccount (api) {
      if (!isAsked) return
      const name = await (await cx.prompt()).text('A first account, such as checking (Enter for none)')
      if (name.trim() === '') return
      try {
        await api.call(createAccount, { body: { name } })
      } catch (error) {
        // The book is there, and the command that was typed can go on.
        note(`${reasonOf(error)} \`fintrack account add NAME\` adds one.`)
      }
    },
  }
}
