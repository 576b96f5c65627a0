import type { Text } from './text.ts';

/** Message and remedy of one error code; `{name}` stands for a detail of the error. */
export interface ErrorTemplate {
  readonly message: Text;
  readonly remedy: Text;
  /** Exit code of the command line: 2 for a request at fault, 3 for the machine, 4 for weights, 5 for policy, 130 for cancel. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 130;
}
