// What every error log must do.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../functions/core/error-log/entry.ts';
import type { FailureLog } from '../../functions/core/error-log/error-log.ts';
import { T0 } from '../functions/core/wait/builders.ts';

export interface FailureLogFixture {
  readonly failures: FailureLog;
  /** The entry as it stands there. */
  read(id: string): Promise<Failure | undefined>;
}

const bare: Failure = { id: 'd-1#work', deliveryId: 'd-1', reason: 'bad_job', parkedAtMs: T0, attempts: 0 };

const full: Failure = {
  ...bare,
  id: 'd-2#work',
  attempts: 5,
  source: 'botmaker',
  platform: 'botmaker',
  conversation: 'conversation-1',
  type: 'botmaker.status',
  waits: false,
  contacts: ['digest-1', 'digest-2'],
  job: '{"body":"ñ 🌵"}',
};

export function failureLogContract(name: string, open: () => Promise<FailureLogFixture>): void {
  describe(name, () => {
    let fixture: FailureLogFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    test.each([
      ['least', bare],
      ['most', full],
    ])('writes down the %s that can be said of a failure', async (_amount, failure) => {
      expect(await fixture.failures.park(failure)).toBe('parked');
      expect(await fixture.read(failure.id)).toEqual(failure);
    });

    test('knows an entry again and leaves it as it is', async () => {
      await fixture.failures.park(full);
      expect(await fixture.failures.park({ ...full, reason: 'worker_crashed', attempts: 9 })).toBe('known');
      expect(await fixture.read(full.id)).toEqual(full);
    });

    test('has one entry per delivery and cause', async () => {
      await fixture.failures.park(full);
      expect(await fixture.failures.park({ ...full, id: 'd-2#update' })).toBe('parked');
    });

    test('lets one of many who park the same be the first', async () => {
      const parked = await Promise.all(Array.from({ length: 5 }, () => fixture.failures.park(full)));
      expect(parked.filter((one) => one === 'parked')).toHaveLength(1);
    });
  });
}
