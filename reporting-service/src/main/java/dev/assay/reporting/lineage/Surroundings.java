// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What two runs were computed with. */
final class Surroundings {
  private Surroundings() {}

  /** In words, what is another; deviations from the recipe among it, since they change results. */
  static List<String> differences(ModelManifest before, ModelManifest now) {
    List<String> all = new ArrayList<>();
    add(all, "device", before.platform().deviceClass(), now.platform().deviceClass());
    add(all, "engine", before.platform().engine(), now.platform().engine());
    add(all, "deviations from the recipe", before.deviations(), now.deviations());
    Origin first = before.origin();
    Origin second = now.origin();
    if (first == null || second == null) {
      return all;
    }
    add(all, "release", first.release(), second.release());
    add(all, "commit", first.commit(), second.commit());
    add(all, "libraries", first.libraries(), second.libraries());
    add(all, "container image", first.image(), second.image());
    add(all, "Java", first.java(), second.java());
    add(all, "system", first.system(), second.system());
    add(all, "processor", first.processor(), second.processor());
    return all;
  }

  private static void add(
      List<String> all, String what, @Nullable Object before, @Nullable Object now) {
    if (!Objects.equals(before, now)) {
      all.add("%s: %s before, %s now".formatted(what, before, now));
    }
  }
}
