export type * from "./api.js";
export { type PublishedSite, type PublishOptions, publishRun } from "./publish/publish-run.js";
export { createDashboard, type DashboardOptions } from "./server/create-dashboard.js";
export { type RunningDashboard, type StartOptions, startDashboard } from "./server/start-dashboard.js";
