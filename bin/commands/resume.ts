// acuse resume <conversation>: continues a wait manually, with an answer from the command line. The id of its delivery
// will do too.
import { MAX_REPLY_PARTS, type SessionKey } from '../../functions/core/wait/answer.ts';
import { readHandoff, readName, readText } from '../answer-fields.ts';
import { type CliCommand, CommandError, firstArgument, type Input, UsageError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { resolveWait } from '../references.ts';

export const resume: CliCommand = {
  name: 'resume',
  takes: ['conversation'],
  options: {
    key: {
      type: 'string',
      value: 'name=value',
      multiple: true,
      meaning: 'a variable; can be given several times',
    },
    reply: {
      type: 'string',
      value: 'text',
      multiple: true,
      meaning: 'a message to the customer; can be given several times',
    },
    intent: { type: 'string', value: 'id', meaning: 'an intent to trigger (Botmaker)' },
    handoff: { type: 'string', value: 'team', meaning: 'hand over to a person: yes, or a team' },
    note: { type: 'string', value: 'text', meaning: 'a note for operators only (Trino AI)' },
    cycle: { type: 'string', value: 'n', meaning: 'only if the conversation waits for the n-th time' },
  },
  summary: 'Continues a conversation manually, with this answer',
  examples: [
    'resume 8Jx2…Qa --key approved=yes',
    'resume 8Jx2…Qa --reply "Your order is on its way." --handoff yes',
  ],
  run: async (target, input) => {
    const named = firstArgument(input, 'conversation');
    const answer = readAnswer(input);
    const cycle = readCycle(input.text('cycle'));
    const deployment = await openDeployment(target);
    const conversation = await resolveWait(named, deployment);
    const { ok, message, details } = await deployment.sendCommand({
      action: 'resume',
      conversation,
      ...answer,
      ...(cycle !== undefined && { cycle }),
    });
    if (!ok) throw new CommandError(message);
    return { json: { conversation, ...Object(details) }, text: message };
  },
};

function readAnswer({ text, texts }: Input) {
  const reply = texts('reply').map((one) => ({ text: readText('reply', one) }));
  if (reply.length > MAX_REPLY_PARTS)
    throw new UsageError(`--reply can be given ${MAX_REPLY_PARTS} times at most`);
  const [intent, handoff, note] = [text('intent'), text('handoff'), text('note')];
  return {
    keys: texts('key').map(readKey),
    ...(reply.length > 0 && { reply }),
    ...(intent !== undefined && { intent: readName('intent', intent) }),
    ...(handoff !== undefined && { handoff: readHandoff('handoff', handoff) }),
    ...(note !== undefined && { note: readText('note', note) }),
  };
}

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
