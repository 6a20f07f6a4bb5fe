import { answerCalls } from "../remote/answer.js";
import { networkRoles } from "../remote/network-roles.js";

answerCalls(networkRoles("cpu"));
