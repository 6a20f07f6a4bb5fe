import { answerCalls } from "../remote/answer.js";
import { networkRoles } from "../remote/network-roles.js";

// The page's build gives this worker ONNX Runtime's build with WebGPU.
answerCalls(networkRoles("webgpu"));
