// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens the files that an evaluation reads. Its messages about unusable files can be shown in a
 * table.
 */
public final class InputFiles {
  private final ArtifactStore store;

  public InputFiles(ArtifactStore store) {
    this.store = store;
  }

  public SplitManifest manifest(ArtifactRef ref) throws Unusable {
    return read("the split manifest", ref, SplitManifest::read);
  }

  public Predictions predictions(String what, ArtifactRef ref) throws Unusable {
    return read(what, ref, Predictions::read);
  }

  public FindingPredictions findingPredictions(String what, ArtifactRef ref) throws Unusable {
    return read(what, ref, FindingPredictions::read);
  }

  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private <T> T read(String what, ArtifactRef ref, Reader<T> reader) throws Unusable {
    try {
      return reader.read(store.local(ref));
    } catch (ArtifactException.Missing e) {
      throw new Unusable(
          what + " are not in the artifact store: check that all services share one store",
          Actor.OPERATOR,
          false,
          e);
    } catch (ArtifactException.Corrupt e) {
      throw new Unusable(
          what + " are damaged in the artifact store: run again what made them",
          Actor.OPERATOR,
          false,
          e);
    } catch (ArtifactException | IOException e) {
      throw new Unusable(
          what + " cannot be read now: the artifact store fails", Actor.OPERATOR, true, e);
    } catch (IllegalArgumentException e) {
      // The message may quote rows, with their pseudonyms: it stays out of tables and logs.
      throw new Unusable(
          what + " are not in the format of their kind", Actor.DEVELOPER, false, null);
    }
  }
}
