import { createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";

import { useLoaded } from "../loaded";
import type { Figure } from "./types";

/** The figures that the texts below may place. */
export const Figures = createContext<readonly Figure[]>([]);

const loadView = () => import("./FigureView").then((module) => module.FigureView);

/**
 * A figure by its name, as a text places it.
 *
 * What draws it is fetched when it is first wanted. Until then, and where there is no such figure,
 * the description stands in its place.
 */
export function PlacedFigure({ name, alt }: { name: string; alt: string }): JSX.Element {
  const figure = useContext(Figures).find((candidate) => candidate.name === name);
  const View = useLoaded(loadView, figure !== undefined);
  return figure && View ? <View figure={figure} /> : <em>{figure?.alt ?? alt}</em>;
}
