/** The calls by which people tell the operator of what is wrong, and admins look at it. */
import { call, segment } from "./client";
import type { FeedbackChange, FeedbackItem, NewFeedback, Page } from "./types";

export async function sendFeedback(report: NewFeedback): Promise<void> {
  await call<unknown>("POST", "/feedback", report);
}

/** What people have reported, newest first. */
export function listFeedback(
  wish: Record<string, string>,
  cursor: string | null,
): Promise<Page<FeedbackItem>> {
  const query = new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== ""));
  if (cursor !== null) query.set("cursor", cursor);
  return call("GET", `/admin/feedback?${query}`);
}

export function changeFeedback(id: string, change: FeedbackChange): Promise<FeedbackItem> {
  return call("PATCH", `/admin/feedback/${segment(id)}`, change);
}
