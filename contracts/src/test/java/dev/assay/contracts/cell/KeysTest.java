// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.cell;

import static dev.assay.contracts.Corruption.Kind.NOISE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final String D = "d".repeat(64);

  /** A training key's fields, one of which a test changes. */
  private static final class Draft {
    SplitHashes hashes = new SplitHashes(A, B, C);
    String backbone = "mobilenet_v2";
    String weights = "none";
    Preprocessing preprocessing = Preprocessing.imageNet();
    String head = "linear";
    boolean frozen = true;
    Recipe recipe = Recipe.paper();
    double subsetRatio = 1;
    long seed = 1;
    String deviceClass = "cpu";
    int threads = 2;
    int microBatch = 32;
    String engine = "PyTorch 2.7.1";
    @Nullable String form = null;
    @Nullable String repetition = null;
    @Nullable String draws = null;

    String key() {
      return new Keys.Training(
              hashes,
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
              draws)
          .key();
    }
  }

  @Test
  void aNewTestImageDoesNotChangeTheRunKey() {
    Draft moreTestImages = new Draft();
    moreTestImages.hashes = new SplitHashes(A, B, D);

    assertThat(moreTestImages.key()).isEqualTo(new Draft().key());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatChangesAModelChangesItsKey(UnaryOperator<Draft> change) {
    assertThat(change.apply(new Draft()).key()).isNotEqualTo(new Draft().key());
  }

  static Stream<Named<UnaryOperator<Draft>>> changes() {
    return Stream.of(
        change("train", d -> d.hashes = new SplitHashes(D, B, C)),
        change("validation", d -> d.hashes = new SplitHashes(A, D, C)),
        change("train and validation swapped", d -> d.hashes = new SplitHashes(B, A, C)),
        change("backbone", d -> d.backbone = "resnet50"),
        change("weights", d -> d.weights = A),
        change("preprocessing", d -> d.preprocessing = Preprocessing.imageNet().withSize(72, 64)),
        change("head", d -> d.head = "paper"),
        change("frozen", d -> d.frozen = false),
        change("epochs", d -> d.recipe = recipe(1e-4, 99, true)),
        change("learning rate", d -> d.recipe = recipe(1e-3, 100, true)),
        change("shuffle", d -> d.recipe = recipe(1e-4, 100, false)),
        change("subset ratio", d -> d.subsetRatio = 0.5),
        change("seed", d -> d.seed = 2),
        change("device class", d -> d.deviceClass = "cuda"),
        change("threads", d -> d.threads = 4),
        change("micro-batch", d -> d.microBatch = 16),
        change("engine", d -> d.engine = "PyTorch 2.8.0"),
        change("form", d -> d.form = RunSettings.FOLDED),
        change("repetition", d -> d.repetition = "again"),
        change("draws", d -> d.draws = Keys.Training.BY_PIXELS));
  }

  private static Recipe recipe(double learningRate, int epochs, boolean shuffle) {
    return new Recipe("paper", "adam", learningRate, 0, epochs, 32, shuffle, "none");
  }

  private static Named<UnaryOperator<Draft>> change(
      String name, java.util.function.Consumer<Draft> change) {
    return Named.of(
        name,
        draft -> {
          change.accept(draft);
          return draft;
        });
  }

  @Test
  void everyFieldOfATrainingKeyIsTestedHere() {
    assertThat(Keys.Training.class.getRecordComponents())
        .extracting(c -> c.getName())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Draft.class.getDeclaredFields()).map(f -> f.getName()).toList());
  }

  /** Stored results are found by this text: if it changes, FORMAT_VERSION must be raised. */
  @Test
  void theTrainingKeyIsTheHashOfItsCanonicalJson() {
    String anyTest = Hash.ofText("any test set");
    String canonical =
        """
        {"formatVersion":1,"rest":{"backbone":"mobilenet_v2","deviceClass":"cpu",\
        "engine":"PyTorch 2.7.1","frozen":true,"hashes":{"test":"%s","train":"%s",\
        "validation":"%s"},"head":"linear","microBatch":32,"preprocessing":{"crop":224,\
        "interpolation":"bilinear","mean":[0.485,0.456,0.406],"resize":256,\
        "std":[0.229,0.224,0.225]},"recipe":{"augment":"none","batchSize":32,"epochs":100,\
        "learningRate":1.0E-4,"name":"paper","optimizer":"adam","shuffle":true,\
        "weightDecay":0.0},"seed":1,"subsetRatio":1.0,"threads":2,"weights":"none"},\
        "train":"%s","validation":"%s"}\
        """
            .formatted(anyTest, A, B, A, B);

    assertThat(new Draft().key()).isEqualTo(Hash.ofText(canonical));
  }

  @Test
  void aScoreDependsOnModelImagesAndPreprocessing() {
    Preprocessing imageNet = Preprocessing.imageNet();
    String key = new Keys.Scoring(A, B, C, imageNet).key();

    assertThat(
            List.of(
                new Keys.Scoring(D, B, C, imageNet).key(),
                new Keys.Scoring(A, D, C, imageNet).key(),
                new Keys.Scoring(A, B, D, imageNet).key(),
                new Keys.Scoring(A, B, C, imageNet, null, "folded").key(),
                new Keys.Scoring(
                        A, B, C, imageNet, null, null, List.of(new Corruption(NOISE, 1)), null)
                    .key(),
                new Keys.Scoring(
                        A, B, C, imageNet, null, null, List.of(new Corruption(NOISE, 2)), null)
                    .key(),
                new Keys.Scoring(A, B, C, imageNet, null, null, null, "again").key(),
                new Keys.Scoring(A, B, C, imageNet.withSize(72, 64)).key()))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
    assertThat(new Keys.Scoring(A, B, C, imageNet).key()).isEqualTo(key);
    assertThat(key)
        .as("as it was before there were corruptions")
        .isEqualTo("5df666744af96eca308b41105b7588beb811c632b84833ebd465045a0c68c4a1");
  }

  @Test
  void featuresDependOnEveryField() {
    Preprocessing imageNet = Preprocessing.imageNet();
    String key = new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "e").key();

    assertThat(
            List.of(
                new Keys.Features(B, "m", "none", imageNet, "cpu", 2, "e").key(),
                new Keys.Features(A, "n", "none", imageNet, "cpu", 2, "e").key(),
                new Keys.Features(A, "m", C, imageNet, "cpu", 2, "e").key(),
                new Keys.Features(A, "m", "none", imageNet.withSize(72, 64), "cpu", 2, "e").key(),
                new Keys.Features(A, "m", "none", imageNet, "cuda", 2, "e").key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 3, "e").key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "e", "paper", null).key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "e", null, "folded").key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "e").again("again").key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "e")
                    .of(new Corruption(NOISE, 1))
                    .key(),
                new Keys.Features(A, "m", "none", imageNet, "cpu", 2, "f").key()))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
    assertThat(key)
        .as("as it was before there were corruptions")
        .isEqualTo("dd5d4992d8e288082b769c3c8750fabca27f9a6bd20c9f3404b599c5ad98a34b");
  }

  @Test
  void eventIdsDoNotRunTheirPartsTogether() {
    assertThat(Keys.eventId("t", "ab", "c")).isNotEqualTo(Keys.eventId("t", "a", "bc"));
    assertThat(Keys.eventId("t", "a")).isNotEqualTo(Keys.eventId("u", "a"));
  }

  @Test
  void featuresAreOfTheLayerThatAHeadStandsOn() {
    Recipe replicating =
        Json.read(
            Json.write(Recipe.paper())
                .replace("{", "{\"asRun\":{\"vggFrozen\":\"features-only\"},"),
            Recipe.class);

    assertThat(Keys.Features.layer(true, "linear", Recipe.paper())).isNull();
    assertThat(Keys.Features.layer(true, "linear", replicating)).isEqualTo("features-only");
    assertThat(Keys.Features.layer(false, "linear", replicating)).isNull();
    assertThat(Keys.Features.layer(false, "paper", replicating)).isEqualTo("paper");
  }
}
