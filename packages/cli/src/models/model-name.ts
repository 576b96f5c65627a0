import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

/** The name after the subcommand of `akezora models`. */
export function modelNameIn(args: Arguments): string {
  const name = args.positionals[1];
  if (name === undefined) throw usageError(`models ${args.positionals[0]}`, reason('modelsNeedName'));
  return name;
}
