/** Figures as the format has them (`judge/spec/figures.py`). */

export interface Series {
  label: string | null;
  style: "line" | "points" | "dashed" | "bars";
  points: [number, number][];
}

export type ScaleKind = "linear" | "log";

export interface PlotData {
  x: string;
  y: string;
  x_scale: ScaleKind;
  y_scale: ScaleKind;
  series: Series[];
}

export interface GraphNode {
  id: string;
  label: string | null;
  kind: "input" | "constant" | "operation" | "output";
}

export interface GraphData {
  nodes: GraphNode[];
  /** From, to, and perhaps a label. */
  edges: string[][];
}

export interface TableData {
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

export interface Figure {
  name: string;
  alt: string;
  caption: string;
  plot: PlotData | null;
  graph: GraphData | null;
  table: TableData | null;
}
