/** The client of a book: the contract's own call over a way to send, and nothing more. */
import type { Send } from '@fintrack/contract/call'
import type { Api } from '../context.ts'

export function clientOf (send: Send): Api {
  return {
    async call (endpoint, input) {
      const { call } = await import('@fintrack/contract/call')
      return call(endpoint, input, send)
    },
  }
}
