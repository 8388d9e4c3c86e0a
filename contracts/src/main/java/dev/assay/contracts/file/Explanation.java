// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What in an image a model looked at: one number for each place of its last maps, or for each of
 * its patches. The places cover the input of the network evenly.
 *
 * @param formatVersion of this file
 * @param method {@value #GRAD_CAM} or {@value #ATTENTION_ROLLOUT}
 * @param label index of the class that is explained; absent: the method knows no classes
 * @param rows of places
 * @param columns of places
 * @param values at least 0, row after row; not scaled
 */
public record Explanation(
    int formatVersion,
    String method,
    @Nullable Integer label,
    int rows,
    int columns,
    List<Double> values) {
  public static final int FORMAT_VERSION = 1;

  /** Selvaraju et al., Grad-CAM, 2017, arXiv:1610.02391. */
  public static final String GRAD_CAM = "grad-cam";

  /** Abnar and Zuidema, Quantifying Attention Flow in Transformers, 2020, arXiv:2005.00928. */
  public static final String ATTENTION_ROLLOUT = "attention-rollout";

  public Explanation {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    if (!method.equals(GRAD_CAM) && !method.equals(ATTENTION_ROLLOUT)) {
      throw new IllegalArgumentException(
          "method must be one of %s, %s, not '%s'".formatted(GRAD_CAM, ATTENTION_ROLLOUT, method));
    }
    if (label != null) {
      Check.atLeast("label", label, 0);
    }
    Check.atLeast("rows", rows, 1);
    Check.atLeast("columns", columns, 1);
    values = List.copyOf(Check.present("values", values));
    if (values.size() != (long) rows * columns) {
      throw new IllegalArgumentException(
          "%d values are not %d x %d".formatted(values.size(), rows, columns));
    }
    values.forEach(value -> Check.within("value", value, 0, Double.MAX_VALUE));
  }

  /**
   * Why the models of a run cannot be explained; empty: they can.
   *
   * @param attends whether attention of the run's backbone can be followed to its patches
   */
  public static Optional<String> refusal(RunSettings run, boolean attends) {
    return refusal(run.imported() != null, run.head(), attends);
  }

  /** Likewise of a cell. */
  public static Optional<String> refusal(boolean imported, String head, boolean attends) {
    if (imported) {
      return Optional.of("Assay does not build the layers of an imported model");
    }
    return head.equals(FrozenRecipe.KNN) && !attends
        ? Optional.of("the votes of neighbours have no gradient")
        : Optional.empty();
  }

  public static Explanation read(Path file) throws IOException {
    return Json.read(Files.readString(file), Explanation.class);
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, Json.write(this));
  }
}
