/** `fintrack token list` */
import { listTokens } from '@fintrack/contract/tokens'
import { listCommand } from '../../shapes/list-command.ts'
import { TOKEN_VIEW } from './view.ts'

export const define = listCommand(
  TOKEN_VIEW,
  (api, query) => api.call(listTokens, { query }),
  'There are no access tokens; `fintrack token create NAME` creates one.',
  'fintrack token list'
)
