import { z } from 'zod';
import { type ErrorCode, errorMessages } from './error-messages.ts';
import type { ErrorTemplate } from './error-template.ts';
import { noSuchField, wordsOfIssue } from './issue-words.ts';
import { type Text, textSchema } from './text.ts';

/** Details of an error: they fill the placeholders of its message and stay machine-readable. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | Text | undefined>>;

const isText = (value: unknown): value is Text => typeof value === 'object' && value !== null && 'en' in value;

function fill(template: Text, details: ErrorDetails): Text {
  const into = (language: 'en' | 'ja') =>
    template[language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = details[name];
      return isText(value) ? value[language] : String(value ?? '');
    });
  return { en: into('en'), ja: into('ja') };
}

/** Message and remedy of a code with these details. */
function templateOf(code: ErrorCode, details: ErrorDetails): Pick<ErrorTemplate, 'message' | 'remedy'> {
  const template: ErrorTemplate = errorMessages[code];
  const { without } = template;
  return without !== undefined && details[without.detail] === undefined ? without : template;
}

/** An `AkezoraError` as data, for other processes and the network. */
export const errorShapeSchema = z.strictObject({
  code: z.enum(Object.keys(errorMessages) as [ErrorCode, ...ErrorCode[]]),
  message: textSchema,
  remedy: textSchema,
  field: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), textSchema])).optional(),
});

/** An error as data. */
export type ErrorShape = z.infer<typeof errorShapeSchema>;

/**
 * Every error that users see: a stable code, message and remedy in both languages, and the field at fault. `details` fill
 * the placeholders of the code's template; `field` is `details.field`.
 */
export class AkezoraError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly text: Text;
  readonly remedy: Text;
  readonly field: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    const template = templateOf(code, details);
    const text = fill(template.message, details);
    super(text.en, options);
    this.name = 'AkezoraError';
    this.code = code;
    this.details = details;
    this.text = text;
    this.remedy = fill(template.remedy, details);
    this.field = typeof details.field === 'string' ? details.field : undefined;
  }

  /** Exit code of the command line for this error. */
  get exitCode(): number {
    return errorMessages[this.code].exitCode;
  }

  /** The error as data, for events, rows and HTTP bodies. */
  toShape(): ErrorShape {
    const details = Object.fromEntries(
      Object.entries(this.details).filter(
        (entry): entry is [string, string | number | boolean | Text] => entry[1] !== undefined,
      ),
    );
    return {
      code: this.code,
      message: this.text,
      remedy: this.remedy,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    };
  }

  /** Rebuilds an error from its data. */
  static fromShape(shape: ErrorShape): AkezoraError {
    return new AkezoraError(shape.code, {
      ...shape.details,
      ...(shape.field === undefined ? {} : { field: shape.field }),
    });
  }

  /** Wraps anything thrown: typed errors pass, aborts become `cancelled`, the rest `internal` with the original as its cause. */
  static from(thrown: unknown): AkezoraError {
    if (thrown instanceof AkezoraError) return thrown;
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new AkezoraError('cancelled', {}, { cause: thrown });
    return new AkezoraError(
      'internal',
      { reason: thrown instanceof Error ? thrown.message : String(thrown) },
      { cause: thrown },
    );
  }
}

/** Turns the first problem of a failed parse into a `request_invalid` that names the field. */
export function requestError(
  error: z.ZodError,
  code: 'request_invalid' | 'scene_invalid' | 'storyboard_invalid' = 'request_invalid',
): AkezoraError {
  const issue = error.issues[0];
  // A name that is unknown is the field at fault, not the object that it stands in.
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path.map(String) ?? []), ...unknown].join('.').slice(0, 200) || 'request';
  const reason = issue?.code === 'unrecognized_keys' && issue.keys.length === 1 ? noSuchField : wordsOfIssue(issue);
  return new AkezoraError(code, { field: path, path, reason }, { cause: error });
}

/** Parses a value or throws a typed error that names the first field at fault. */
export function parseOrThrow<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: 'request_invalid' | 'scene_invalid' | 'storyboard_invalid' = 'request_invalid',
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw requestError(result.error, code);
}
