// acuse key …: rotates the key of URLs and of processors' secrets. No key is ever printed, and none is on a command line.
import { randomBytes } from 'node:crypto';
import { beginRotation, endRotation } from '../../functions/core/key/key-rotation.ts';
import { type Keys, validKeys } from '../../functions/core/key/keys.ts';
import { type CliCommand, type CommandAnswer, CommandError } from '../command.ts';
import { keySecretOf } from '../key-secret.ts';
import { localTime } from '../local-time.ts';

const IN_PROGRESS =
  'A rotation of the key is in progress. Paste the new URLs (urls), give processors their new secrets (source show), then use key finish.';

export const key: readonly CliCommand[] = [
  {
    name: 'key status',
    examples: ['key status', 'key status --json'],
    summary: 'Shows how many keys are valid for URLs and secrets of processors, and since when; never a key',
    run: async (target) => statusOf(await (await keySecretOf(target)).read()),
  },
  {
    name: 'key rotate',
    examples: ['key rotate', 'key rotate --stack AcuseTest'],
    summary: 'Makes a new key for URLs and secrets of processors; the old one is valid until key finish',
    run: async (target) => {
      const secret = await keySecretOf(target);
      const made = { key: randomBytes(32).toString('base64url'), since: new Date().toISOString() };
      const keys = beginRotation(await secret.read(), made);
      if (!keys) throw new CommandError(IN_PROGRESS);
      await secret.write(keys);
      const step = secret.nextStep();
      return {
        json: { ...publicStatus(keys), nextStep: step },
        text: [
          'The new key is stored, and the old one stays valid. Now:',
          `1. ${step}`,
          '   Until this is done, the functions refuse the new URLs.',
          '2. Paste the new URLs into the platforms: npx acuse urls',
          '3. Give each processor its new secret: npx acuse source show <id>',
          '4. When everything uses the new key, end the old one: npx acuse key finish',
        ].join('\n'),
      };
    },
  },
  {
    name: 'key finish',
    options: { yes: { type: 'boolean', meaning: 'do not ask' } },
    examples: ['key finish', 'key finish --yes'],
    summary: 'Ends the rotation: URLs and secrets of processors of the old key are not valid any more',
    run: async (target, input) => {
      const secret = await keySecretOf(target);
      const keys = endRotation(await secret.read());
      if (!keys) throw new CommandError('No rotation of the key is in progress: there is nothing to finish.');
      const question = 'All URLs and secrets of the old key end. Does everything use the new ones?';
      if (!input.flag('yes') && !(await input.confirm(question)))
        throw new CommandError('Nothing was changed: both keys stay valid.');
      await secret.write(keys);
      const step = secret.nextStep();
      return {
        json: { ...publicStatus(keys), nextStep: step },
        text: ['The old key is removed. So that the functions refuse it:', `1. ${step}`].join('\n'),
      };
    },
  },
];

const publicStatus = (keys: Keys) => ({
  validKeys: validKeys(keys).length,
  currentSince: keys.since ?? null,
  rotating: keys.previous !== undefined,
});

function statusOf(keys: Keys): CommandAnswer {
  const since =
    keys.since === undefined ? 'since the first deployment' : `since ${localTime(Date.parse(keys.since))}`;
  const rotating = keys.previous !== undefined;
  return {
    json: publicStatus(keys),
    text: [
      `Keys valid for URLs and secrets of processors: ${validKeys(keys).length}. The current one is used ${since}.`,
      ...(rotating ? ['The key before is also valid until: npx acuse key finish'] : []),
      'The key of references and resume URLs is never rotated.',
    ].join('\n'),
  };
}
