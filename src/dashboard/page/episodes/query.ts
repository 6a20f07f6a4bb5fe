/** Which episodes are wanted, as the filter's fields have it; an empty text: no matter. */
export interface EpisodeQuery {
  readonly order: "last" | "best" | "worst" | "strangest";
  readonly solved: "" | "true" | "false";
  readonly rewardAbove: string;
  readonly rewardBelow: string;
  readonly longerThan: string;
  readonly error: string;
  readonly text: string;
}

export const EVERYTHING: EpisodeQuery = {
  order: "last",
  solved: "",
  rewardAbove: "",
  rewardBelow: "",
  longerThan: "",
  error: "",
  text: "",
};

/** Episodes on a page of the list. */
export const PAGE = 25;
