export { type GumbelSearchOptions, gumbelSearch } from "./gumbel.js";
export { type PuctSearchOptions, puctSearch } from "./puct.js";
export type { FirstPlay } from "./puct-rule.js";
export type { BatchedSearch, SearchOrder, SearchResult, SearchStatistics } from "./search.js";
export { searchMany, searchOnce } from "./search-many.js";
export { newSearchResult } from "./search-result.js";
export { SearchError, type TreeSearchOptions } from "./tree-search.js";
