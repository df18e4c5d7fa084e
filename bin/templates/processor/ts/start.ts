// Starts the processor: ACUSE_SECRET=whsec_… node start.ts. With ANSWER_LATER=1 it answers 202 and posts the result
// later.
import { createProcessor } from './processor.ts';

const { ACUSE_SECRET: secret = '', PORT = '3000', ANSWER_LATER } = process.env;
if (secret === '') {
  console.error('ACUSE_SECRET is not set. It is in the last lines of: npx acuse source show treble --local');
  process.exit(2);
}
createProcessor({ secret, later: ANSWER_LATER === '1' }).listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening on http://127.0.0.1:${PORT}/`),
);
