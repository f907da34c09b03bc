import t from 'tap'
import { keysIn } from '../../src/files/keys-file.ts'

t.test('an error that is not the system\'s is not reported as a keys file that cannot be used', async (t) => {
  t.throws(() => keysIn('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' })
})
