/** Minutes as people say them: minutes below two hours, else hours. */
export function hours(minutes: number): string {
  return minutes < 120 ? `${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`;
}
