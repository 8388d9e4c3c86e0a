// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Check;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import org.jspecify.annotations.Nullable;

/**
 * What one run trains, and how. The trainer's job and the model manifest share these settings; in
 * their JSON these properties are not nested.
 *
 * @param runKey the training key
 * @param head one that a study may name
 * @param frozen whether only the head is trained
 * @param weightsSource as in {@link dev.assay.contracts.WeightsChoice}
 * @param weightsSha256 of the weights file; absent: random initialisation
 * @param subsetRatio share of the training images, in (0, 1]: images whose subset rank is at most
 *     this are used
 * @param seed of head initialisation and shuffling
 * @param threads CPU threads of the engine, exactly
 * @param form how the frozen backbone is computed: {@link #FOLDED}; absent: layer by layer
 * @param imported the file of a model that is no backbone of Assay, whose features another process
 *     computed; absent: the run is of a backbone
 */
public record RunSettings(
    String runKey,
    String backbone,
    String head,
    boolean frozen,
    Preprocessing preprocessing,
    Recipe recipe,
    String weightsSource,
    @Nullable String weightsSha256,
    double subsetRatio,
    long seed,
    int threads,
    @Nullable String form,
    @Nullable WeightsChoice imported) {
  /**
   * Batch normalisations are computed as parts of the convolutions before them, which moves the
   * last bits.
   */
  public static final String FOLDED = "folded";

  public RunSettings {
    Check.sha256("runKey", runKey);
    Check.text("backbone", backbone);
    Check.text("head", head);
    Check.present("preprocessing", preprocessing);
    Check.present("recipe", recipe);
    Check.text("weightsSource", weightsSource);
    Check.within("subsetRatio", subsetRatio, Double.MIN_NORMAL, 1);
    Check.atLeast("threads", threads, 1);
    requireForm(form);
    if (form != null && !frozen) {
      throw new IllegalArgumentException("form: a run that trains its backbone has none");
    }
    if (frozen && recipe.adaptation() != null) {
      throw new IllegalArgumentException(
          "recipe.adaptation: a run whose backbone is frozen trains no part of it");
    }
    if (imported != null && (imported.model() == null || !frozen)) {
      throw new IllegalArgumentException("imported must be a model, and its run frozen");
    }
  }

  /** What of the backbone is trained, as tables say it. */
  @JsonIgnore
  public String trainingLabel() {
    return Recipe.trainingLabel(frozen, recipe);
  }

  /**
   * @throws IllegalArgumentException if there is no such form
   */
  public static void requireForm(@Nullable String form) {
    if (form != null && !form.equals(FOLDED)) {
      throw new IllegalArgumentException(
          "form must be absent or '%s', not '%s'".formatted(FOLDED, form));
    }
  }

  /** A run of a backbone. */
  public RunSettings(
      String runKey,
      String backbone,
      String head,
      boolean frozen,
      Preprocessing preprocessing,
      Recipe recipe,
      String weightsSource,
      @Nullable String weightsSha256,
      double subsetRatio,
      long seed,
      int threads) {
    this(
        runKey,
        backbone,
        head,
        frozen,
        preprocessing,
        recipe,
        weightsSource,
        weightsSha256,
        subsetRatio,
        seed,
        threads,
        null,
        null);
  }
}
