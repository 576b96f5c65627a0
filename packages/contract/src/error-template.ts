import type { Text } from './text.ts';

/** Message and remedy of one error code; `{name}` stands for a detail of the error. */
export interface ErrorTemplate {
  readonly message: Text;
  readonly remedy: Text;
  /** Other texts for an error of this code without the detail `detail`. Default: none. */
  readonly without?: { readonly detail: string; readonly message: Text; readonly remedy: Text };
  /**
   * Exit code of the command line: 1 an error in Akezora, 2 an invalid request, 3 the machine, 4 the weights, 5 no
   * permission, 130 cancelled.
   */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 130;
}
