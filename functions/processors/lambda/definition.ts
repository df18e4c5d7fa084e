// The processor `lambda`: it calls a Lambda function of the user. lib/worker.ts permits the worker to call exactly the
// functions in the parameter.

import * as groups from '../../core/parameters/groups.ts';
import { prose, type TextParameter } from '../../core/parameters/parameter.ts';
import { commaList } from '../../core/parameters/patterns.ts';
import { FUNCTION_ARN } from '../../runtime/function-arn.ts';
import { defineProcessor } from '../definition.ts';

const processorFunctionArns = {
  name: 'ProcessorFunctionArns',
  kind: 'text',
  default: '',
  maxLength: 500,
  pattern: `^(${FUNCTION_ARN}(,${FUNCTION_ARN})*)?$`,
  constraint: 'must be empty, or ARNs of Lambda functions with commas between them and no spaces',
  parse: commaList,
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: 'Functions of the processor',
    meaning:
      'Lambda functions that the processor lambda may call: the first one, or the one that a source names.',
    more: 'An ARN can end with a version or an alias. The worker may call exactly these functions.',
    extremes:
      'Empty: no permission, and with `Processor=lambda` every wait continues as failed, `acuse_reason=no_processor_function`. At most 500 characters, about six functions.',
  }),
} as const satisfies TextParameter;

export const lambda = defineProcessor({
  name: 'lambda',
  parameters: [processorFunctionArns],
  async make({ PROCESSOR_FUNCTION_ARNS: arns }, { source, timeoutMs, functions }) {
    const { lambdaProcessor } = await import('./lambda.ts');
    return lambdaProcessor({ arns, chosen: source.processorFunction, caller: functions, timeoutMs });
  },
});
