import t from 'tap'
import { keysIn } from '../../src/files/keys-file.ts'

t.test('what is not the system\'s refusal is not told as one', async (t) => {
  t.throws(() => keysIn('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' })
})
