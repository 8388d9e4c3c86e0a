// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.contracts.event.ErasureRequested;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.Removal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes what this service has of erased studies, but for what other studies share. That somebody
 * was told how models compare on a test set stays: it has no data, and it changes what later
 * comparisons on these images may claim.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Erasure {
  private static final Logger LOG = Logger.getLogger(Erasure.class);
  private static final List<String> TABLES =
      List.of("cell", "comparison_demand", "prediction", "split", "failure", "study");

  private final ErasedStudies erased;
  private final KnownStudies studies;
  private final Announcements announcements;

  Erasure(ErasedStudies erased, KnownStudies studies, Announcements announcements) {
    this.erased = erased;
    this.studies = studies;
    this.announcements = announcements;
  }

  /** Whether nothing of this study is to be taken in. */
  public boolean has(String studyId) {
    return erased.has(studyId);
  }

  public void erase(ErasureRequested event) {
    Removal removal = erased.begin(event.erasure(), event.ids());
    TABLES.forEach(removal::deleteOfStudies);
    removal.deleteAbandoned("evaluation", "evaluation_key");
    removal.deleteAbandoned("comparison", "'comparison-' || comparison_key");
    removal.afterCommit(() -> event.ids().forEach(studies::forget));
    announcements.erased(event, removal);
    LOG.infof("erasure %s: %s", event.erasure(), removal.removed());
  }
}
