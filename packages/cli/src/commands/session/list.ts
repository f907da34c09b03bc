/** `fintrack session list` */
import { listSessions } from '@fintrack/contract/sessions'
import { listCommand } from '../../shapes/list-command.ts'
import { SESSION_VIEW } from './view.ts'

export const define = listCommand(
  SESSION_VIEW, (api, query) => api.call(listSessions, { query }), 'There are no sessions.', 'fintrack session list'
)
