// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.contracts.study.StudySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set on which a study trains or tests models. The study may name it several times.
 *
 * @param images the folder as the study gives it
 * @param decoding how files become pixels; absent: as in the original study
 * @param at its position in the study file
 */
public record ImageSet(
    String name,
    String layout,
    @Nullable String images,
    @Nullable DecodingOptions decoding,
    String at) {

  /** All data sets of a study, those with training first. */
  public static List<ImageSet> of(StudySpec study) {
    Map<String, ImageSet> sets = new LinkedHashMap<>();
    for (int i = 0; i < study.datasets().size(); i++) {
      StudySpec.Dataset dataset = study.datasets().get(i);
      add(
          sets,
          new ImageSet(
              dataset.name(),
              dataset.layout(),
              dataset.images(),
              dataset.decoding(),
              "datasets[" + i + "]"));
    }
    for (int i = 0; i < study.datasets().size(); i++) {
      List<ExternalSet> external = study.datasets().get(i).external();
      for (int k = 0; k < external.size(); k++) {
        ExternalSet set = external.get(k);
        add(
            sets,
            new ImageSet(
                set.name(),
                set.layout(),
                set.images(),
                set.decoding(),
                "datasets[%d].external[%d]".formatted(i, k)));
      }
    }
    return new ArrayList<>(sets.values());
  }

  /**
   * The first value that the study gives is used; values that only later entries give are added.
   */
  private static void add(Map<String, ImageSet> sets, ImageSet set) {
    sets.merge(
        set.name(),
        set,
        (first, more) ->
            new ImageSet(
                first.name(),
                first.layout(),
                first.images() == null ? more.images() : first.images(),
                first.decoding() == null ? more.decoding() : first.decoding(),
                first.at()));
  }
}
