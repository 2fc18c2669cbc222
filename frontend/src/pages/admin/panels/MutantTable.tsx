import type { JSX } from "preact";

import type { MutantTable as Mutants } from "../../../api/types";
import { count } from "../words";

/** What became of the reference solution's mutants: how many the tests caught, and which not. */
export function MutantTable(props: {
  mutants: Mutants;
  onJump(line: number): void;
  /** Put a mutant into the source's list of equivalent ones. */
  onEquivalent(mutant: string): void;
}): JSX.Element {
  const { total, killed, equivalent, survivors } = props.mutants;
  const alive = survivors.filter((mutant) => !mutant.equivalent_reason);
  const listed = [...alive, ...survivors.filter((mutant) => mutant.equivalent_reason)];
  return (
    <section class="mutants">
      <h2>Mutants</h2>
      <meter
        class="meter"
        min={0}
        max={Math.max(1, total)}
        value={killed + equivalent}
        low={total * 0.8}
        high={total * 0.95}
        optimum={total}
        aria-label="Share of mutants that the tests notice"
      />
      <p>
        {count(total, "mutant")}: one small mistake each in the reference solution. The tests notice{" "}
        {killed}
        {equivalent > 0 && `, ${equivalent} behave like the reference`}
        {alive.length > 0
          ? `, and ${alive.length} get through. A test that tells each of these apart is missing.`
          : total > 0
            ? ". None gets through."
            : "."}
      </p>
      {listed.length > 0 && (
        <div class="scroll-x" tabIndex={0} role="region" aria-label="Mutants that were not caught">
          <table class="table mutants__table">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Mistake</th>
                <th scope="col">Before and after</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {listed.map((mutant) => (
                <tr key={mutant.id}>
                  <td>
                    <button
                      type="button"
                      class="text-button"
                      aria-label={`Go to line ${mutant.line}`}
                      onClick={() => props.onJump(mutant.line)}
                    >
                      {mutant.line}
                    </button>
                  </td>
                  <td>{mutant.kind.replaceAll("_", " ")}</td>
                  <td class="mutants__change">
                    <del>{mutant.before}</del>
                    <ins>{mutant.after}</ins>
                  </td>
                  <td>
                    {mutant.equivalent_reason ? (
                      <span class="state" title={mutant.equivalent_reason}>
                        equivalent
                      </span>
                    ) : (
                      <>
                        <span class="state state--bad">survived</span>
                        <button
                          type="button"
                          class="text-button mutants__mark"
                          title="Where no test could tell it from the solution, say why"
                          onClick={() => props.onEquivalent(mutant.id)}
                        >
                          call it equivalent
                        </button>
                      </>
                    )}
                    {mutant.equivalent_reason && (
                      <small class="mutants__reason">{mutant.equivalent_reason}</small>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
