/** A value that is made again when what it was made of has changed. */
export class Kept<T> {
  private key: string | undefined;
  private value: Promise<T> | undefined;

  /** @param key stands for what the value is made of */
  get(key: string, make: () => Promise<T>): Promise<T> {
    if (this.value === undefined || this.key !== key) {
      this.key = key;
      this.value = make();
    }
    return this.value;
  }
}
