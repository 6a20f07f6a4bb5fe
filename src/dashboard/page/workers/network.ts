import { answerCalls } from "../remote/answer.js";
import { learnerRole } from "../remote/learner-role.js";
import { seatRole } from "../remote/seat-role.js";
import { selfPlayRole } from "../remote/self-play-role.js";

/** Everything a page does with a network. A worker of this file has one role, which its first call starts. */
const handlers = { ...learnerRole(), ...selfPlayRole(), ...seatRole() };

/** The methods of a network's worker. */
export type NetworkWorker = typeof handlers;

answerCalls(handlers);
