/** KaTeX with its style sheet, as one part. */
import "katex/dist/katex.min.css";

export { default } from "katex";
