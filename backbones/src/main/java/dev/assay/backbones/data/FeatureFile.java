// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.PackedImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a child process finds the features that others computed, and leaves those that it had to
 * compute itself.
 *
 * @param given of the job; absent: there are none yet
 * @param computed written if anything was missing; an earlier attempt may have left it
 */
public record FeatureFile(@Nullable Path given, Path computed) {

  /** Whether there is something that the next run can use. */
  public boolean isComputed() {
    return Files.exists(computed);
  }

  /** A backbone with its values, which need not be read where every feature is known. */
  public interface Source {
    Backbone backbone() throws IOException;
  }

  /**
   * The features of all views, the missing ones embedded and all of them written.
   *
   * @param length of each feature
   * @param pass in which the missing ones are computed
   */
  public Features complete(
      int length,
      Source source,
      PackedImages pixels,
      Preprocessing preprocessing,
      List<View> views,
      NDManager manager,
      Pass pass,
      EventLog events)
      throws IOException {
    Features known = known(length);
    List<View> missing = views.stream().filter(view -> !known.has(view)).distinct().toList();
    if (missing.isEmpty()) {
      return known;
    }
    Meter meter = new Meter(events, "features", 0, missing.size());
    known
        .completed(source.backbone(), pixels, preprocessing, missing, manager, pass, meter::images)
        .write(computed);
    // Read back, they lie in the file and not on the heap.
    return Features.read(computed, length);
  }

  /**
   * The features of all views under a model that is not here, so that nothing can be added.
   *
   * @param length of each feature
   * @throws BackboneException if one is missing
   */
  public Features require(int length, List<View> views) throws IOException {
    Features known = known(length);
    long missing = views.stream().filter(view -> !known.has(view)).distinct().count();
    if (missing > 0) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "%d of %d images have no features of the imported model"
              .formatted(missing, views.size()));
    }
    return known;
  }

  private Features known(int length) throws IOException {
    if (isComputed()) {
      return Features.read(computed, length);
    }
    return given == null ? Features.none(length) : Features.read(given, length);
  }
}
