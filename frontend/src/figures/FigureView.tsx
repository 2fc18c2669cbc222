import type { JSX } from "preact";

import { Markdown } from "../text/Markdown";
import { layOut, type Place } from "./layout";
import { makeScale } from "./scale";
import type { Figure, GraphData, PlotData, Series, TableData } from "./types";
import "./figures.css";

/** A figure, drawn from its data. */
export function FigureView({ figure }: { figure: Figure }): JSX.Element {
  return (
    <figure class="figure">
      {figure.plot && <Plot plot={figure.plot} alt={figure.alt} />}
      {figure.graph && <Graph graph={figure.graph} alt={figure.alt} />}
      {figure.table && <Table table={figure.table} alt={figure.alt} />}
      {figure.caption && (
        <figcaption>
          <Markdown source={figure.caption} inline />
        </figcaption>
      )}
    </figure>
  );
}

const WIDTH = 560;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 28;
const EDGE = 10;

function Plot({ plot, alt }: { plot: PlotData; alt: string }): JSX.Element {
  const points = plot.series.flatMap((series) => series.points);
  const bars = plot.series.some((series) => series.style === "bars");
  const x = makeScale(points.map((point) => point[0]), plot.x_scale);
  const heights = points.map((point) => point[1]);
  const y = makeScale(bars && plot.y_scale === "linear" ? [0, ...heights] : heights, plot.y_scale);
  const across = (at: number) => LEFT + at * (WIDTH - LEFT - EDGE);
  const up = (at: number) => HEIGHT - BOTTOM - at * (HEIGHT - BOTTOM - EDGE);
  const place = ([left, high]: [number, number]): [number, number] | null => {
    const [h, v] = [x.at(left), y.at(high)];
    return h === null || v === null ? null : [across(h), up(v)];
  };
  return (
    <>
      <p class="figure__axis">
        <Markdown source={plot.y} inline />
      </p>
      <svg class="figure__plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={alt}>
        {x.ticks.map((tick) => (
          <g key={tick.at}>
            <line class="grid" x1={across(tick.at)} x2={across(tick.at)} y1={EDGE} y2={up(0)} />
            <text x={across(tick.at)} y={HEIGHT - 8} text-anchor="middle">
              {tick.label}
            </text>
          </g>
        ))}
        {y.ticks.map((tick) => (
          <g key={tick.at}>
            <line class="grid" x1={LEFT} x2={WIDTH - EDGE} y1={up(tick.at)} y2={up(tick.at)} />
            <text x={LEFT - 8} y={up(tick.at) + 4} text-anchor="end">
              {tick.label}
            </text>
          </g>
        ))}
        <path class="axes" d={`M${LEFT} ${EDGE}V${up(0)}H${WIDTH - EDGE}`} />
        {plot.series.map((series, number) => (
          <Line
            key={number}
            series={series}
            number={number}
            places={series.points.map(place).filter((at) => at !== null)}
            floor={up(Math.max(0, Math.min(1, y.at(0) ?? 0)))}
          />
        ))}
      </svg>
      <p class="figure__axis figure__axis--x">
        <Markdown source={plot.x} inline />
      </p>
      {plot.series.some((series) => series.label) && (
        <ul class="figure__legend">
          {plot.series.map((series, number) => (
            <li key={number}>
              <svg viewBox="0 0 24 10" aria-hidden="true">
                <Line series={series} number={number} places={[[2, 5], [22, 5]]} floor={9} />
              </svg>
              <Markdown source={series.label ?? ""} inline />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface LineProps {
  series: Series;
  number: number;
  places: [number, number][];
  floor: number;
}

function Line({ series, number, places, floor }: LineProps): JSX.Element {
  const kind = `series series--${number % 6}`;
  if (series.style === "points") {
    return (
      <g class={`${kind} series--dots`}>
        {places.map(([left, top]) => (
          <circle key={`${left} ${top}`} cx={left} cy={top} r="3" />
        ))}
      </g>
    );
  }
  if (series.style === "bars") {
    const width = Math.max(3, Math.min(24, (WIDTH - LEFT) / (places.length * 2)));
    return (
      <g class={`${kind} series--bars`}>
        {places.map(([left, top]) => (
          <rect
            key={left}
            x={left - width / 2}
            width={width}
            y={Math.min(top, floor)}
            height={Math.abs(floor - top)}
          />
        ))}
      </g>
    );
  }
  const dashed = series.style === "dashed" ? " series--dashed" : "";
  return <polyline class={kind + dashed} points={places.map((at) => at.join(",")).join(" ")} />;
}

const COLUMN = 116;
const ROW = 64;
const NODE = { width: 76, height: 36 };

function Graph({ graph, alt }: { graph: GraphData; alt: string }): JSX.Element {
  const { at, via, columns, rows } = layOut(graph);
  const width = (columns - 1) * COLUMN + NODE.width + 2;
  const height = (rows - 1) * ROW + NODE.height + 2;
  const middle = ({ column, row }: Place): [number, number] => [
    column * COLUMN + NODE.width / 2 + 1,
    row * ROW + NODE.height / 2 + 1,
  ];
  return (
    <div class="scroll-x" tabIndex={0} role="img" aria-label={alt}>
      <svg class="figure__graph" viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        {graph.edges.map(([from, to, label], number) => {
          const half = NODE.width / 2;
          let [x, y] = middle(at.get(from!)!);
          let path = `M${x + half} ${y}`;
          for (const place of [...via[number]!, at.get(to!)!]) {
            const [nextX, nextY] = middle(place);
            const turn = (x + nextX) / 2;
            path += `C${turn} ${y} ${turn} ${nextY} ${nextX - half} ${nextY}`;
            if (place !== at.get(to!)) path += `h${NODE.width}`;
            [x, y] = [nextX, nextY];
          }
          const [start, end] = [middle(at.get(from!)!), [x, y] as const];
          const [labelX, labelY] = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
          return (
            <g key={number}>
              <path class="edge" d={path} />
              <path class="tip" d={`M${end[0] - half} ${end[1]}l-7 -4v8z`} />
              {label && (
                <foreignObject x={labelX - 40} y={labelY - 22} width="80" height="22">
                  <div class="figure__edge">
                    <Markdown source={label} inline />
                  </div>
                </foreignObject>
              )}
            </g>
          );
        })}
        {graph.nodes.map((node) => {
          const [x, y] = middle(at.get(node.id)!);
          const [left, top] = [x - NODE.width / 2, y - NODE.height / 2];
          return (
            <foreignObject key={node.id} x={left} y={top} {...NODE}>
              <div class={`figure__node figure__node--${node.kind}`}>
                <Markdown source={node.label ?? node.id} inline />
              </div>
            </foreignObject>
          );
        })}
      </svg>
    </div>
  );
}

function Table({ table, alt }: { table: TableData; alt: string }): JSX.Element {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={alt}>
      <table class="table">
        <thead>
          <tr>
            {table.columns.map((column, number) => (
              <th key={number} scope="col">
                <Markdown source={column} inline />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, number) => (
            <tr key={number}>
              {row.map((cell, column) => (
                <td key={column}>
                  {typeof cell === "string" ? <Markdown source={cell} inline /> : String(cell ?? "")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
