/** argon2id with the parameters that OWASP advises (19 MiB, two passes). */
const hashing = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One form for letters that keyboards send in several: full and half width, composed and decomposed (NFKC). */
const normalised = (password: string): string => password.normalize('NFKC');

/** Hashes a password for storage. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(normalised(password), hashing);
}

// Checked when there is no such account, so that the answer takes as long as for a wrong password.
let decoy: Promise<string> | undefined;

/** Whether a password fits a stored hash; takes as long when there is none. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  decoy ??= hashPassword('no such account');
  const hash = stored ?? (await decoy);
  let right = await verify(hash, normalised(password));
  // Earlier versions hashed passwords as they were typed.
  if (!right && password !== normalised(password)) right = await verify(hash, password);
  return right && stored != null;
}
