export { Random, type RandomState } from "./random.js";
export { threefry2x32 } from "./threefry.js";
