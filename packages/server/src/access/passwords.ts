/** argon2id with the parameters that OWASP advises (19 MiB, two passes). */
const hashing = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes a password for storage. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password, hashing);
}

// Checked when there is no such account, so that the answer takes as long as for a wrong password.
let decoy: Promise<string> | undefined;

/** Whether a password fits a stored hash; takes as long when there is none. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  decoy ??= hashPassword('no such account');
  const right = await verify(stored ?? (await decoy), password);
  return right && stored != null;
}
