// Bytes: the code that a cold start reads and compiles.
import { statSync } from 'node:fs';
import type { Bundles } from './bundles.ts';
import type { CountRow, Report } from './report.ts';
import { PEERS } from './subjects.ts';

const INGEST_AIM = '≤ 48,000';

export function sizes({ files }: Bundles): Report {
  const bytes = (figure: string, file: string, aim?: string): CountRow => ({
    figure: `bytes of ${figure}`,
    value: statSync(file).size.toLocaleString('en'),
    ...(aim && { aim }),
  });
  return {
    ratios: [],
    counts: [
      bytes('ingest', files.ingest, INGEST_AIM),
      bytes('worker', files.worker),
      bytes('sweeper', files.sweeper),
      ...PEERS.map(({ name, title }) => bytes(title, files[name])),
      bytes('ingest with the SDK', files.sdkIngest),
      bytes("ingest by CDK's defaults", files.defaultIngest),
      bytes('ingest by those, SDK outside', files.outsideIngest),
    ],
  };
}
