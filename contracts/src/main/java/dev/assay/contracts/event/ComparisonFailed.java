// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Check;
import java.util.List;

/**
 * The comparison of one data set of a study failed permanently, although its cells have metrics: it
 * is not tried again until somebody acts. A completed comparison of the same evaluations takes
 * precedence, whichever event is received first.
 *
 * @param studyId the study
 * @param dataset the data set's name in the study
 * @param comparisonKey of the comparison that failed
 * @param cells the cells that should have been compared, in the order of the study
 * @param reason one sentence for the person who must act, without paths or patient ids
 * @param actor who must act
 */
public record ComparisonFailed(
    String studyId,
    String dataset,
    String comparisonKey,
    List<EvaluatedCell> cells,
    String reason,
    Actor actor)
    implements AssayEvent {

  public ComparisonFailed {
    Check.text("studyId", studyId);
    Check.text("dataset", dataset);
    Check.sha256("comparisonKey", comparisonKey);
    cells = List.copyOf(Check.notEmpty("cells", cells));
    Check.text("reason", reason);
    Check.present("actor", actor);
  }

  /**
   * A cell and the metrics that it had at that time.
   *
   * @param cellId the cell
   * @param evaluationKey of its metrics
   */
  public record EvaluatedCell(String cellId, String evaluationKey) {
    public EvaluatedCell {
      Check.text("cellId", cellId);
      Check.sha256("evaluationKey", evaluationKey);
    }
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, comparisonKey};
  }
}
