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
  // The environment of a function has 4 KB in total.
  maxLength: 800,
  pattern: `^(${FUNCTION_ARN}(,${FUNCTION_ARN})*)?$`,
  constraint: 'must be empty, or ARNs of Lambda functions with commas between them and no spaces',
  parse: commaList,
  prose: prose({
    group: groups.work,
    label: "Processor's functions",
    meaning:
      'Lambda functions that the processor lambda may call, the first one unless a source names another.',
    more: 'An ARN may end in a version or an alias. The worker is granted exactly these.',
    extremes:
      'Empty: nothing is granted, and with `Processor=lambda` every wait is continued as failed, `acuse_reason=no_processor_function`. At most 800 characters, some eight functions.',
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
