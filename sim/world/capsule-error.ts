/** A capsule is malformed. The message says where (a byte of the file, or a path inside), what was expected, and what was found. */
export class CapsuleError extends Error {
  override readonly name = 'CapsuleError';

  constructor(message: string) {
    // Paths can be long where somebody means harm.
    super(message.length > 1_000 ? `${message.slice(0, 400)} ... ${message.slice(-400)}` : message);
  }
}
