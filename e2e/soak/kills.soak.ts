import { soakTest } from './soak-test.ts'

// Two browsers at once, one for each core of a small machine.
soakTest('the first half', 100)
soakTest('the second half', 100)
