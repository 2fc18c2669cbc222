import { ApiError } from "./client";

/** An error of a request as a sentence for the person who caused the request. */
export function describe(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return "Something went wrong on this page. Reload it and try again.";
  }
  switch (error.status) {
    case 0:
      return "The server could not be reached. Check your connection; nothing you typed is lost.";
    case 401:
      return error.detail || "You need to log in for this.";
    case 403:
      return error.detail || "Your account may not do this.";
    case 404:
      return error.detail || "This does not exist.";
    case 413:
      return "The code is too long to be judged. Shorten it and try again.";
    case 422:
      return error.fields[0]?.message || error.detail || "The server could not read this request.";
    case 429:
      return `${error.detail || "Too many requests at once."} ${wait(error.retryAfterSeconds)}`;
    case 503:
      return error.detail || "The judge is not ready. Try again in a moment.";
    default:
      return error.status >= 500
        ? "Something failed on our side. It does not count against you; try again in a moment."
        : error.detail || error.title;
  }
}

function wait(seconds: number | null): string {
  if (seconds === null) return "Wait a moment and try again.";
  return seconds === 1 ? "Try again in 1 second." : `Try again in ${seconds} seconds.`;
}
