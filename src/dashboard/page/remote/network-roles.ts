import type { Device } from "../../../graph/index.js";
import { learnerRole } from "./learner-role.js";
import { seatRole } from "./seat-role.js";
import { selfPlayRole } from "./self-play-role.js";

/** Everything a page does with a network. A worker has one role, which its first call starts. */
export function networkRoles(device: Device) {
  return { ...learnerRole(device), ...selfPlayRole(device), ...seatRole(device) };
}

/** The methods of a network's worker. */
export type NetworkWorker = ReturnType<typeof networkRoles>;
