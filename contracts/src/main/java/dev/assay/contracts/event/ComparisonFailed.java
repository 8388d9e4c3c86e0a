package dev.assay.contracts.event;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Check;
import java.util.List;

/**
 * The cells of one data set of a study are there, and will not be compared unless somebody acts. A
 * comparison of the same evaluations outweighs it, whichever is heard first.
 *
 * @param studyId the study
 * @param dataset the data set's name in the study
 * @param comparisonKey of the comparison that was given up
 * @param cells what would have been compared, in the order of the study
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
   * A cell with the metrics that it had.
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
