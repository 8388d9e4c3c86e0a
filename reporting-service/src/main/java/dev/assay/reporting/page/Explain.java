// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.Explanation;
import dev.assay.reporting.images.TestedCell;
import dev.assay.weights.BackboneCatalogue;
import java.util.ArrayList;
import java.util.List;

/**
 * How the form asks what a run looked at.
 *
 * @param address to which it is sent
 * @param seeds of the scored runs of this cell
 * @param what the options are
 * @param options to choose from, in the order of the outputs; empty: the method knows no classes
 * @param refusal why these models cannot be explained; empty: they can
 */
public record Explain(
    String address, List<Long> seeds, String what, List<Option> options, String refusal) {

  /** One class or finding. */
  public record Option(String name, boolean chosen) {}

  /**
   * @param chosen name of the option that is chosen at first; empty: the first
   */
  static Explain of(TestedCell tested, String address, String chosen) {
    Cell cell = tested.cell();
    boolean attends = BackboneCatalogue.attendsEverywhere(cell.backbone());
    String refusal =
        cell.isPooled()
            ? "this row pools the models of all folds; the row of a fold has one model"
            : Explanation.refusal(cell.weights().model() != null, cell.head(), attends).orElse("");
    List<Option> options = new ArrayList<>();
    if (!attends) {
      tested.answers().names().forEach(name -> options.add(new Option(name, name.equals(chosen))));
    }
    String kind = tested.answers().kind();
    return new Explain(
        address,
        tested.runs().stream().map(PredictionsReady::seed).toList(),
        Character.toUpperCase(kind.charAt(0)) + kind.substring(1),
        List.copyOf(options),
        refusal);
  }
}
