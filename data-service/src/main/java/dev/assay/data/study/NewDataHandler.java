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

/** Does with a new version of a data set what the studies say that it means to them. */
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
   * What the new version meant to a study.
   *
   * @param name of the study
   * @param action what it says about new data
   * @param studyId the generation that came of it
   * @param reason why none did
   */
  public record Reaction(
      String name, String action, @Nullable String studyId, @Nullable String reason) {}

  private record Standing(NewDataRuleRow row, int revision) {}

  /**
   * Called once for a new version, and again if that was interrupted: what was done is not done
   * twice.
   *
   * @param dataset name of a data set whose newest version has other content than the one before
   * @return one reaction for each study that has the data set and does not ignore new data
   * @throws IOException if the disk is full
   */
  public List<Reaction> handle(String dataset) throws IOException {
    List<Reaction> reactions = new ArrayList<>();
    for (Standing standing : QuarkusTransaction.requiringNew().call(NewDataHandler::standing)) {
      if (isOf(standing.row(), dataset)) {
        reactions.add(react(standing, dataset));
      }
    }
    return List.copyOf(reactions);
  }

  private static List<Standing> standing() {
    return NewDataRuleRow.sorted().stream()
        .map(row -> new Standing(row, StudyRow.of(row.studyId).orElseThrow().revision))
        .toList();
  }

  private boolean isOf(NewDataRuleRow study, String dataset) {
    return reader.read(study.study).datasets().stream()
        .anyMatch(
            d ->
                d.name().equals(dataset)
                    || d.external().stream().anyMatch(set -> set.name().equals(dataset)));
  }

  private Reaction react(Standing standing, String dataset) throws IOException {
    NewDataRuleRow row = standing.row();
    String action = row.onNewData.label();
    try {
      StudyRevision revision =
          switch (row.onNewData) {
            case RETRAIN -> StudyRevision.retrained(standing.revision(), row.studyId, dataset);
            case RE_EVALUATE ->
                StudyRevision.reEvaluated(
                    standing.revision(), row.studyId, dataset, splits.ofStudy(row.studyId));
          };
      Submission made = submissions.submit(row.study, revision);
      LOG.infof("new data of %s: %s study %s as %s", dataset, action, row.name, made.studyId());
      return new Reaction(row.name, action, made.studyId(), null);
    } catch (FaultException e) {
      // Not logged: the faults may name files.
      LOG.warnf("new data of %s: study %s cannot be made anew", dataset, row.name);
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
