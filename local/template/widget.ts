// The custom widget of the dashboard: which function draws it. The dashboard's metrics exist only on AWS.
import * as v from 'valibot';
import { Problem } from '../problem.ts';
import type { FunctionReferences } from './function-references.ts';
import type { WidgetPlan } from './plan.ts';
import type { ResourceReader } from './resource-reader.ts';

const dashboardBody = v.object({
  widgets: v.array(
    v.object({
      type: v.string(),
      properties: v.looseObject({
        endpoint: v.optional(v.string()),
        params: v.optional(v.record(v.string(), v.unknown()), {}),
      }),
    }),
  ),
});

export function readWidget(reader: ResourceReader, { find }: FunctionReferences): WidgetPlan | undefined {
  const custom = reader
    .all('AWS::CloudWatch::Dashboard')
    .flatMap(({ properties }) => v.parse(dashboardBody, JSON.parse(properties.DashboardBody)).widgets)
    .filter(({ type }) => type === 'custom');
  const [widget, ...others] = custom;
  if (others.length > 0) throw new Problem('A local run serves one custom widget; the template has more.');
  if (!widget) return undefined;
  const { endpoint = '', params } = widget.properties;
  return { functionId: find(endpoint, 'The custom widget'), parameters: params };
}
