/** `turnpike/api`: the reputation API's client, for Node and browsers, without a dependency. docs/api.md has its manual. */
export { type ApiEvent, type ApiOptions, type Call, ReputationApi, type ResetEvent } from "./client.ts";
export { ApiProblem } from "./problem.ts";
export type * from "./types.generated.ts";
