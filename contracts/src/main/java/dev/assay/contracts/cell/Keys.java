// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.cell;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys under which results are stored: whatever changes a result is in its key. */
public final class Keys {
  /** Raised when the meaning of a stored result changes: old results are then not reused. */
  public static final int FORMAT_VERSION = 1;

  private Keys() {}

  /**
   * What a training depends on.
   *
   * @param form how the frozen backbone is computed, as in {@link
   *     dev.assay.contracts.recipe.RunSettings}
   * @param repetition as in {@link dev.assay.contracts.event.StudySubmitted.Repetition#id}
   * @param draws {@value #BY_PIXELS}: augmentation follows from the pixels of an image; absent: it
   *     follows from the image's id, as in earlier releases, or there is none
   */
  public record Training(
      SplitHashes hashes,
      String backbone,
      String weights,
      Preprocessing preprocessing,
      String head,
      boolean frozen,
      Recipe recipe,
      double subsetRatio,
      long seed,
      String deviceClass,
      int threads,
      int microBatch,
      String engine,
      @Nullable String form,
      @Nullable String repetition,
      @Nullable String draws) {
    public static final String BY_PIXELS = "pixels";

    /** The run key. The hash of the test part is not part of it. */
    public String key() {
      record Identity(String train, String validation, Training rest, int formatVersion) {}
      SplitHashes noTest =
          new SplitHashes(hashes.train(), hashes.validation(), Hash.ofText("any test set"));
      Training rest =
          new Training(
              noTest,
              backbone,
              weights,
              preprocessing,
              head,
              frozen,
              recipe,
              subsetRatio,
              seed,
              deviceClass,
              threads,
              microBatch,
              engine,
              form,
              repetition,
              draws);
      return Hash.ofJson(new Identity(hashes.train(), hashes.validation(), rest, FORMAT_VERSION));
    }
  }

  /**
   * What a score depends on: the model, the images scored, what is done to them, and the ids by
   * which the predictions name them.
   *
   * @param imageIds as in {@link dev.assay.contracts.event.SplitPublished}
   * @param form as in {@link dev.assay.contracts.event.ModelTrained}
   * @param corruptions of the test images that are scored as well; absent: none
   * @param repetition as in {@link dev.assay.contracts.event.ModelTrained}
   */
  public record Scoring(
      String model,
      String testHash,
      String validationHash,
      Preprocessing preprocessing,
      @Nullable String imageIds,
      @Nullable String form,
      @Nullable List<Corruption> corruptions,
      @Nullable String repetition) {
    public Scoring(
        String model,
        String testHash,
        String validationHash,
        Preprocessing preprocessing,
        @Nullable String imageIds,
        @Nullable String form) {
      this(model, testHash, validationHash, preprocessing, imageIds, form, null, null);
    }

    public Scoring(
        String model, String testHash, String validationHash, Preprocessing preprocessing) {
      this(model, testHash, validationHash, preprocessing, null, null);
    }

    public String key() {
      record Identity(Scoring scoring, int formatVersion) {}
      return Hash.ofJson(new Identity(this, FORMAT_VERSION));
    }
  }

  /**
   * What the probabilities of an image depend on in addition to the image. Scorings with the same
   * key give an image the same probabilities, so one scoring can reuse those of another.
   *
   * @param validationHash of the validation part; it also covers the decoding options of the data
   *     set
   * @param form as in {@link dev.assay.contracts.event.ModelTrained}
   */
  public record ImageScoring(
      String model,
      String validationHash,
      Preprocessing preprocessing,
      String device,
      int threads,
      @Nullable String form) {
    public String key() {
      record Identity(ImageScoring scoring, int formatVersion) {}
      return Hash.ofJson(new Identity(this, FORMAT_VERSION));
    }
  }

  /**
   * What an explanation of an image depends on.
   *
   * @param model hash of the model
   * @param image keyed id of the image
   * @param pixels hash of the file with its pixels
   * @param label index of the explained class; absent: the method knows no classes
   */
  public record Explaining(
      String method,
      String model,
      String image,
      String pixels,
      Preprocessing preprocessing,
      @Nullable Integer label,
      String device,
      int threads) {
    public String key() {
      record Identity(Explaining explaining, int formatVersion) {}
      return Hash.ofJson(new Identity(this, FORMAT_VERSION));
    }
  }

  /**
   * What the features of a frozen backbone depend on.
   *
   * @param layer which output of it they are; absent: the pooled feature
   * @param form as in {@link dev.assay.contracts.recipe.RunSettings}
   * @param corruption of the images; absent: none
   * @param repetition as in {@link dev.assay.contracts.event.StudySubmitted.Repetition#id}
   */
  public record Features(
      String pixels,
      String backbone,
      String weights,
      Preprocessing preprocessing,
      String deviceClass,
      int threads,
      String engine,
      @Nullable String layer,
      @Nullable String form,
      @Nullable Corruption corruption,
      @Nullable String repetition) {
    public Features(
        String pixels,
        String backbone,
        String weights,
        Preprocessing preprocessing,
        String deviceClass,
        int threads,
        String engine,
        @Nullable String layer,
        @Nullable String form) {
      this(
          pixels,
          backbone,
          weights,
          preprocessing,
          deviceClass,
          threads,
          engine,
          layer,
          form,
          null,
          null);
    }

    /** The same images after a corruption. */
    public Features of(@Nullable Corruption other) {
      return with(other, repetition);
    }

    /** The same, computed once more. */
    public Features again(@Nullable String id) {
      return with(corruption, id);
    }

    private Features with(@Nullable Corruption ofImages, @Nullable String id) {
      return new Features(
          pixels,
          backbone,
          weights,
          preprocessing,
          deviceClass,
          threads,
          engine,
          layer,
          form,
          ofImages,
          id);
    }

    public Features(
        String pixels,
        String backbone,
        String weights,
        Preprocessing preprocessing,
        String deviceClass,
        int threads,
        String engine) {
      this(pixels, backbone, weights, preprocessing, deviceClass, threads, engine, null, null);
    }

    /**
     * The output of the backbone that is the input of a cell's head.
     *
     * @param hiddenClassifier whether the official classifier of the backbone has hidden layers
     * @return absent: the pooled feature
     */
    public static @Nullable String layer(boolean hiddenClassifier, String head, Recipe recipe) {
      if (isWholeClassifier(hiddenClassifier, recipe)) {
        return ReplicationSwitches.FEATURES_ONLY;
      }
      // The input of head paper differs from backbone to backbone.
      return head.equals(WeightsChoice.CLASSIFIER_HEAD) ? head : null;
    }

    /**
     * Whether the head of a frozen backbone is its whole official classifier.
     *
     * @param hiddenClassifier whether that has hidden layers
     */
    public static boolean isWholeClassifier(boolean hiddenClassifier, Recipe recipe) {
      ReplicationSwitches replication = recipe.replication();
      return hiddenClassifier
          && replication != null
          && ReplicationSwitches.FEATURES_ONLY.equals(replication.vggFrozen());
    }

    public String key() {
      record Identity(Features features, int formatVersion) {}
      return Hash.ofJson(new Identity(this, FORMAT_VERSION));
    }
  }

  /**
   * The id of an event. The same fact has the same id each time it is published.
   *
   * @param parts what distinguishes this fact from others of its type: study, cell, run key, ...
   */
  public static String eventId(String type, String... parts) {
    record Identity(String type, List<String> parts) {}
    return Hash.ofJson(new Identity(type, List.of(parts)));
  }
}
