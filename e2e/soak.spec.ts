import { soakTest } from './soak/soak-test.ts'

// `npm run soak` makes it 200.
soakTest('a short soak', 20)
