/**
 * The two libraries behind video: `@napi-rs/webcodecs` (native coders) and `mediabunny` (containers). Both load on first
 * use, so that importing the engine stays fast and a command that touches no video never pays for them.
 */
type Coders = typeof import('@napi-rs/webcodecs');
type Containers = typeof import('mediabunny');

let coders: Promise<Coders> | undefined;
let containers: Promise<Containers> | undefined;

/** The native encoders and decoders. */
export function loadCoders(): Promise<Coders> {
  coders ??= import('@napi-rs/webcodecs').then((module) => (module as { default?: Coders }).default ?? module);
  return coders;
}

/** Readers and writers of MP4, MOV, MKV and WebM. */
export function loadContainers(): Promise<Containers> {
  containers ??= import('mediabunny').then((module) => {
    // What it would print about a file, our errors and notices say in the person's language.
    module.Logging.level = module.LogLevel.Silent;
    return module;
  });
  return containers;
}

/** The image library: `sharp`, one thread, since other frames already use the cores. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp');
  return sharp;
}
