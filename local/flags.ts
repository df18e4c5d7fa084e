// Reads the command line and reports all its mistakes at once, in one line. Which parameters exist is not known here:
// the template says it (template/parameters.ts).
import { Problem } from './problem.ts';

export interface Flags {
  readonly port: number;
  readonly demo: boolean;
  readonly json: boolean;
  /** Every line of the functions, also on a terminal. */
  readonly verbose: boolean;
  readonly help: boolean;
  /** The directory for the state; without it, a temporary one that is removed when the run ends. */
  readonly data: string | undefined;
  /** Where the internet reaches this run, without a slash at the end: the address of a tunnel. */
  readonly publicUrl: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

export const USAGE = `npm start -- [--port N] [--no-demo] [--data DIR] [--json] [--verbose]
            [--public-url URL] [--parameters Name=Value …]
  --port N         the port to listen on, on 127.0.0.1 (8787); 0 picks a free one
  --data DIR       keep the state in DIR over restarts; without it, the state is removed when the run ends
  --no-demo        no demonstration at the end of the start
  --json           one JSON object a line on stdout; the first one has all addresses
  --public-url     the address of a tunnel: URLs begin with it, and a second port serves only them (docs/tunnel.md)
  --verbose        the functions' log as it is, also on a terminal
  --parameters     the stack's parameters, as with cdk deploy: --parameters Processor=echo ResumeDelayMs=200`;

/** @throws {Problem} naming every mistake. */
export function parseFlags(args: readonly string[]): Flags {
  const flags = {
    port: 8787,
    demo: true,
    json: false,
    verbose: false,
    help: false,
    data: undefined as string | undefined,
    publicUrl: undefined as string | undefined,
  };
  const parameters = new Map<string, string>();
  const problems: string[] = [];
  const rest = args.flatMap((arg) => {
    // `--port=1` is `--port 1`, and `--parameters=A=1` is `--parameters A=1`.
    const [, name, value] = /^(--[a-z]+)=(.*)$/s.exec(arg) ?? [];
    return name && value !== undefined ? [name, value] : [arg];
  });
  const takeValue = (flag: string): string | undefined => {
    const value = rest[0] === undefined || rest[0].startsWith('--') ? undefined : rest.shift();
    if (!value) problems.push(`${flag} needs a value`);
    return value;
  };

  while (rest.length > 0) {
    const flag = rest.shift();
    if (flag === '--no-demo') flags.demo = false;
    else if (flag === '--json') flags.json = true;
    else if (flag === '--verbose') flags.verbose = true;
    else if (flag === '--help' || flag === '-h') flags.help = true;
    else if (flag === '--data') flags.data = takeValue(flag) ?? flags.data;
    else if (flag === '--public-url') {
      const value = takeValue(flag);
      if (value !== undefined && !isBaseUrl(value))
        problems.push('--public-url must be a URL such as https://acuse.example.com, without a query');
      flags.publicUrl = value?.replace(/\/+$/, '');
    } else if (flag === '--port') {
      const value = takeValue(flag);
      if (value !== undefined && !isPort(value))
        problems.push('--port must be a whole number from 0 to 65535');
      flags.port = Number(value);
    } else if (flag === '--parameters') {
      if (rest[0] === undefined || rest[0].startsWith('--')) problems.push('--parameters needs Name=Value');
      while (rest[0] !== undefined && !rest[0].startsWith('--')) addParameter(rest.shift() ?? '');
    } else {
      problems.push(`${String(flag).split('=')[0]} is not a flag of npm start`);
      while (rest[0] !== undefined && !rest[0].startsWith('--')) rest.shift();
    }
  }

  function addParameter(pair: string): void {
    const at = pair.indexOf('=');
    if (at < 1) problems.push('--parameters takes Name=Value, with an = in each');
    else parameters.set(pair.slice(0, at), pair.slice(at + 1));
  }

  if (problems.length > 0) {
    throw new Problem(`${[...new Set(problems)].join('; ')}. See npm start -- --help.`, 2);
  }
  return { ...flags, parameters };
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
