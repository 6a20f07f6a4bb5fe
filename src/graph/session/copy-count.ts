import type { Tensor as OrtTensor } from "onnxruntime-common";
import type { Data } from "../dtype.js";

/** Counts the arrays that one run copies. */
export class CopyCount {
  private copies = 0;
  private copiedBytes = 0;

  get total(): { copies: number; copiedBytes: number } {
    return { copies: this.copies, copiedBytes: this.copiedBytes };
  }

  reset(): void {
    this.copies = 0;
    this.copiedBytes = 0;
  }

  add(data: Data): void {
    this.copies++;
    this.copiedBytes += data.byteLength;
  }

  /** Adds those of the tensors that are not on a device. */
  addAll(tensors: readonly OrtTensor[]): void {
    for (const tensor of tensors) if (tensor.location === "cpu") this.add(tensor.data as Data);
  }
}
