import { ProtobufWriter } from "../../graph/onnx/protobuf.js";
import { crc32c } from "../../run/crc32c.js";
import type { Scalar } from "./scalars.js";

/** What the first event of a file says. */
const FILE_VERSION = "brain.Event:2";

/**
 * A file that TensorBoard reads: records in the framing of TFRecord, each with a message `Event` (tensorflow/core/util/event.proto),
 * whose `Summary` (tensorflow/core/framework/summary.proto) has the numbers of one step.
 *
 * @param began when the run did, in seconds since 1970
 */
export function* eventFile(began: number, scalars: readonly Scalar[]): Generator<Uint8Array> {
  yield record(new ProtobufWriter().double(1, began).string(3, FILE_VERSION).finish());
  let from = 0;
  for (let to = 1; to <= scalars.length; to++) {
    const { step, wallTime } = scalars[from];
    if (to < scalars.length && scalars[to].step === step && scalars[to].wallTime === wallTime) continue;
    yield record(eventOf(scalars.slice(from, to)));
    from = to;
  }
}

/** @param scalars of one step */
function eventOf(scalars: readonly Scalar[]): Uint8Array {
  const summary = new ProtobufWriter();
  for (const { tag, value } of scalars)
    summary.message(1, new ProtobufWriter().string(1, tag).float(2, value));
  const [{ step, wallTime }] = scalars;
  return new ProtobufWriter().double(1, wallTime).int(2, step).message(5, summary).finish();
}

/** TFRecord: the length, its checksum, the data, their checksum; all little endian. */
function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}

/** A checksum of data that may hold checksums themselves is turned and shifted. */
function masked(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
