// acuse doctor: what stands in the way of working well, each with what mends it.
import type { CliCommand } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import type { Facts, Finding, Result } from '../doctor/check.ts';
import { CHECKS } from '../doctor/checks/list.ts';
import { readFacts } from '../doctor/facts.ts';

export const doctor: CliCommand = {
  name: 'doctor',
  summary:
    'Looks for what stands in the way of working well, and says what mends it; exit code 1 for a problem',
  examples: ['doctor', 'doctor --stack AcuseTest --json'],
  run: async (target) => {
    const checked = checkAll(await readFacts(target, await openDeployment(target)));
    const problems = checked.flatMap(({ findings }) => findings.filter(({ note }) => !note));
    return {
      json: { ok: problems.length === 0, checks: checked.map(publicCheck) },
      text: describe(checked, problems.length),
      ...(problems.length > 0 && { exitCode: 1 }),
    };
  },
};

export interface Checked {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** Why nobody could look. */
  readonly unknown?: string;
}

/** Those that apply. */
export function checkAll(facts: Facts): Checked[] {
  return CHECKS.flatMap(({ name, look }) => {
    const result = look(facts);
    return result === undefined ? [] : [{ name, ...readResult(result) }];
  });
}

const readResult = (result: NonNullable<Result>): Omit<Checked, 'name'> =>
  'unknown' in result ? { findings: [], unknown: result.unknown } : { findings: result };

function stateOf({ findings, unknown }: Checked): 'ok' | 'problem' | 'note' | 'could not look' {
  if (unknown !== undefined) return 'could not look';
  if (findings.some(({ note }) => !note)) return 'problem';
  return findings.length > 0 ? 'note' : 'ok';
}

const publicCheck = (checked: Checked) => ({
  name: checked.name,
  state: stateOf(checked),
  findings: checked.findings,
  ...(checked.unknown !== undefined && { why: checked.unknown }),
});

function describe(all: readonly Checked[], problems: number): string {
  const lines = all.flatMap((checked) => {
    const { name, findings, unknown } = checked;
    const why = unknown === undefined ? '' : ` (${unknown})`;
    return [
      `${stateOf(checked).padEnd(14)}  ${name}${why}`,
      ...findings.flatMap(({ problem, mend }) => [`  ${problem}.`, `    → ${mend}`]),
    ];
  });
  const end = problems === 0 ? 'Nothing stands in the way.' : `${problems} to mend.`;
  return [...lines, '', end].join('\n');
}
