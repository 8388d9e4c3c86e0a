// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.StudyReader;
import dev.assay.data.store.NewDataRuleRow;
import dev.assay.data.store.StudyRow;
import dev.assay.datasets.layout.Layout;
import dev.assay.weights.BackboneCatalogue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The event handler of new versions: does what each study declares under {@code on-new-data}. */
@ApplicationScoped
public class NewDataHandler {
  private static final Logger LOG = Logger.getLogger(NewDataHandler.class);

  private final StudySubmissions submissions;
  private final SplitHistory splits;
  private final StudyReader reader =
      new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet());

  NewDataHandler(StudySubmissions submissions, SplitHistory splits) {
    this.submissions = submissions;
    this.splits = splits;
  }

  /**
   * What a study did with the new version.
   *
   * @param name of the study
   * @param action its {@code on-new-data}
   * @param studyId the new revision of the study; absent if there is none
   * @param reason why there is none
   */
  public record Reaction(
      String name, String action, @Nullable String studyId, @Nullable String reason) {}

  private record Rule(NewDataRuleRow row, int revision) {}

  /**
   * Handles a new version. It is called again if it was interrupted; a revision that was made
   * already is not made twice.
   *
   * @param dataset name of a data set whose newest version has other content than the one before
   * @return one reaction for each study that has the data set and does not ignore new data
   * @throws IOException if the disk is full
   */
  public List<Reaction> handle(String dataset) throws IOException {
    List<Reaction> reactions = new ArrayList<>();
    for (Rule rule : QuarkusTransaction.requiringNew().call(NewDataHandler::rules)) {
      if (isOf(rule.row(), dataset)) {
        reactions.add(react(rule, dataset));
      }
    }
    return List.copyOf(reactions);
  }

  private static List<Rule> rules() {
    return NewDataRuleRow.sorted().stream()
        .map(row -> new Rule(row, StudyRow.of(row.studyId).orElseThrow().revision))
        .toList();
  }

  private boolean isOf(NewDataRuleRow study, String dataset) {
    return reader.read(study.study).datasets().stream()
        .anyMatch(
            d ->
                d.name().equals(dataset)
                    || d.external().stream().anyMatch(set -> set.name().equals(dataset)));
  }

  private Reaction react(Rule rule, String dataset) throws IOException {
    NewDataRuleRow row = rule.row();
    String action = row.onNewData.label();
    try {
      StudyRevision revision =
          switch (row.onNewData) {
            case RETRAIN -> StudyRevision.retrained(rule.revision(), row.studyId, dataset);
            case RE_EVALUATE ->
                StudyRevision.reEvaluated(
                    rule.revision(), row.studyId, dataset, splits.ofStudy(row.studyId));
          };
      Submission made = submissions.submit(row.study, revision);
      LOG.infof("new data of %s: %s study %s as %s", dataset, action, row.name, made.studyId());
      return new Reaction(row.name, action, made.studyId(), null);
    } catch (FaultException e) {
      // The faults are not logged, because they may name files.
      LOG.warnf("new data of %s: no new revision of study %s can be made", dataset, row.name);
      return new Reaction(row.name, action, null, text(e));
    }
  }

  private static String text(FaultException e) {
    return e.faults().stream().map(NewDataHandler::text).collect(Collectors.joining("; "));
  }

  private static String text(Fault fault) {
    return fault.field()
        + (fault.value() == null ? "" : " '" + fault.value() + "'")
        + " "
        + fault.message();
  }
}
