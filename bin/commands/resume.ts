// acuse resume <conversation>: continues a wait manually, with variables from the command line.
import type { SessionKey } from '../../functions/core/wait/answer.ts';
import { type CliCommand, CommandError, firstArgument, UsageError } from '../command.ts';
import { openDeployment } from '../deployment.ts';

export const resume: CliCommand = {
  name: 'resume',
  takes: ['conversation'],
  options: { key: { type: 'string', multiple: true }, cycle: { type: 'string' } },
  summary: 'Continues a conversation manually, with these variables',
  run: async (target, input) => {
    const { text, texts } = input;
    const conversation = firstArgument(input, 'conversation');
    const keys = texts('key').map(readKey);
    const cycle = readCycle(text('cycle'));
    const { sendCommand } = await openDeployment(target);
    const { ok, message, details } = await sendCommand({
      action: 'resume',
      conversation,
      keys,
      ...(cycle !== undefined && { cycle }),
    });
    if (!ok) throw new CommandError(message);
    return { json: { conversation, ...Object(details) }, text: message };
  },
};

/** Without a cycle, the current wait is continued. */
function readCycle(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(`--cycle needs the number of a cycle, as acuse sessions shows it, not ${text}`);
}

function readKey(text: string): SessionKey {
  const at = text.indexOf('=');
  const key = text.slice(0, Math.max(at, 0)).trim();
  if (key !== '') return { key, value: text.slice(at + 1) };
  throw new UsageError(`--key needs name=value, not ${text}`);
}
