/** The parts of `selfplay/language` that need Node: folders on the disk. */
export {
  openAdapter,
  openCheckpoint,
  type SaveOptions,
  saveAdapter,
  saveCheckpoint,
} from "./checkpoint/files.js";
