// Whether somebody reads the alarms, and which are in alarm.
import { type Check, onFact } from '../check.ts';

export const alarmReaders: Check = {
  name: 'somebody gets the alarms',
  look: ({ account, parameters }) =>
    onFact(account?.readers, (readers) => {
      const waiting = readers.filter(({ confirmed }) => !confirmed);
      if (readers.length === 0)
        return [
          {
            problem: 'nobody gets the alarms',
            mend: 'npx cdk deploy --parameters AlarmEmail=…, or subscribe to the topic AlarmTopic',
          },
        ];
      return waiting.map(({ protocol }) => ({
        problem: `a reader of the alarms by ${protocol} has not confirmed${parameters['AlarmEmail'] ? ': the message of AWS may be among the unwanted mail' : ''}`,
        mend: 'follow the link in the message of AWS Notifications, or subscribe again in SNS',
      }));
    }),
};

export const alarms: Check = {
  name: 'no alarm is in alarm',
  look: ({ account }) =>
    onFact(account?.alarms, (names) =>
      names.map((name) => ({
        problem: `the alarm «${name}» is in alarm`,
        mend: `docs/runbook.md, "${name.replace(/^[^:]*: /, '')}"`,
      })),
    ),
};
