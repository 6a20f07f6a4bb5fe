export type * from "./api.js";
export { createDashboard, type DashboardOptions } from "./server/create-dashboard.js";
export { type RunningDashboard, type StartOptions, startDashboard } from "./server/start-dashboard.js";
