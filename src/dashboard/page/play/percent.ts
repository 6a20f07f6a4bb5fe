/** A share from 0 to 1 in whole percents, without claiming certainty that is not there. */
export function percent(share: number): string {
  if (share > 0.99 && share < 1) return ">99 %";
  if (share < 0.01 && share > 0) return "<1 %";
  return `${Math.round(share * 100)} %`;
}
