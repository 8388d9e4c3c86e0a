// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.Removal;
import dev.assay.training.child.ScratchFolders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Removes what this service has of erased studies, but for what other studies share. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Erasure {
  private static final Logger LOG = Logger.getLogger(Erasure.class);

  private final ErasedStudies erased;
  private final ScratchFolders folders;
  private final KnownStudies studies;
  private final Announcements announcements;

  Erasure(
      ErasedStudies erased,
      ScratchFolders folders,
      KnownStudies studies,
      Announcements announcements) {
    this.erased = erased;
    this.folders = folders;
    this.studies = studies;
    this.announcements = announcements;
  }

  /** Whether nothing of this study is to be taken in. */
  public boolean has(String studyId) {
    return erased.has(studyId);
  }

  public void erase(ErasureRequested event) {
    Removal removal = erased.begin(event.erasure(), event.ids());
    removal.deleteOfStudies("cell_run");
    removal.deleteOfStudies("split");
    removal.deleteOfStudies("study");
    List<RunSpec> runs =
        removal.abandoned().stream()
            .flatMap(key -> removal.values("select spec from run where run_key = ?", key).stream())
            .map(spec -> Json.read(spec, RunSpec.class))
            .toList();
    removal.deleteAbandoned("run", "run_key");
    features(runs, removal).forEach(key -> removal.delete("features", "features_key = ?", key));
    // Before the commit, so that an attempt that is broken off is repeated with all of it.
    removal.abandoned().forEach(key -> removal.count("files of runs", folders.forget(key)));
    removal.afterCommit(() -> event.ids().forEach(studies::forget));
    announcements.erased(event, removal);
    LOG.infof("erasure %s: %s", event.erasure(), removal.removed());
  }

  /** Keys of the features that no other run has. */
  private static Set<String> features(List<RunSpec> gone, Removal removal) {
    Set<String> keys = new TreeSet<>();
    Set<String> pixels = new TreeSet<>();
    for (RunSpec run : gone) {
      if (run.training().frozen()) {
        keys.add(run.featuresKey());
        pixels.add(run.pixels().sha256());
      }
    }
    for (String sha256 : pixels) {
      removal.values("select spec from run where position(? in spec) > 0", sha256).stream()
          .map(spec -> Json.read(spec, RunSpec.class))
          .filter(run -> run.training().frozen())
          .forEach(run -> keys.remove(run.featuresKey()));
    }
    return keys;
  }
}
