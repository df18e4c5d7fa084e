// acuse retry <destination>: ends the pause of a destination that is back.
import { type CliCommand, CommandError, firstArgument } from '../command.ts';
import { openDeployment } from '../deployment.ts';

export const retry: CliCommand = {
  name: 'retry',
  takes: ['destination'],
  summary: 'Ends the pause of a destination: it is called again, and what was put off goes on',
  examples: ['retry http:crm.example', 'retry treble --stack AcuseTest'],
  run: async (target, input) => {
    const destination = firstArgument(input, 'destination');
    const { sendCommand } = await openDeployment(target);
    const { ok, message } = await sendCommand({ action: 'retry', destination });
    if (!ok) throw new CommandError(message);
    return { json: { destination }, text: message };
  },
};
