// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.trainer.Runs;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Corruption.Kind;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.datasets.corruption.CorruptedPixels;
import dev.assay.weights.Safetensors;
import dev.assay.weights.SplitModel;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
  @TempDir static Path folder;
  private static TinySplit split;
  private static Runs trained;

  @BeforeAll
  static void train() throws Exception {
    split = TinySplit.write(folder, 20, 10, 18);
    trained = Runs.of(split, folder.resolve("run")).backbone("resnet18").frozen(1e-3, 5);
    assertThat(trained.run()).isEqualTo(Child.DONE);
  }

  private static int score(Path model, Path scratch) throws IOException {
    return score(trained, model, scratch, null);
  }

  private static int score(Runs of, Path model, Path scratch, @Nullable Path features)
      throws IOException {
    return score(of, model, scratch, features, split.manifest(), null);
  }

  private static int score(
      Runs of,
      Path model,
      Path scratch,
      @Nullable Path features,
      Path splitManifest,
      @Nullable Path known)
      throws IOException {
    return score(of, model, null, scratch, features, splitManifest, known);
  }

  private static int score(
      Runs of,
      Path model,
      @Nullable Path backbone,
      Path scratch,
      @Nullable Path features,
      Path splitManifest,
      @Nullable Path known)
      throws IOException {
    return score(
        of, model, backbone, scratch, features, splitManifest, known, split.pixels(), List.of());
  }

  private static int score(
      Runs of,
      Path model,
      @Nullable Path backbone,
      Path scratch,
      @Nullable Path features,
      Path splitManifest,
      @Nullable Path known,
      Path pixels,
      List<ScorerJob.Corrupted> corrupted)
      throws IOException {
    TrainerResult.Saved saved = of.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Files.createDirectories(scratch);
    Path manifest = scratch.resolve("model.json");
    Files.writeString(manifest, saved.manifest().toJson());
    ScorerJob job =
        new ScorerJob(
            Hash.ofText("score"),
            model.toString(),
            manifest.toString(),
            1,
            "cpu",
            pixels.toString(),
            splitManifest.toString(),
            scratch.toString(),
            scratch.resolve("events").toString(),
            features == null ? null : features.toString(),
            known == null ? null : known.toString(),
            backbone == null ? null : backbone.toString(),
            of.form(),
            null,
            corrupted);
    Path file = Files.writeString(scratch.resolve("job.json"), Json.write(job));
    return Child.run(
        new String[] {file.toString()},
        ScorerJob.class,
        ScorerJob::eventsFile,
        (j, events) -> new Scorer(j, events).run());
  }

  private static ChildEvent lastEvent(Path scratch) throws IOException {
    return Json.read(Files.readAllLines(scratch.resolve("events")).getLast(), ChildEvent.class);
  }

  /** A file of which a pod has no more than the scorer needs. */
  @Test
  void scoresTheSameOnAPartOfThePixels() throws Exception {
    Path model = trained.file(trained.result().checkpoints().get(Checkpoint.BEST_LOSS).modelFile());
    Path whole = folder.resolve("scores-of-the-whole");
    Path part = Files.createDirectories(folder.resolve("scores-of-a-part"));
    List<String> scored =
        split.content().entries().stream()
            .filter(entry -> entry.part() != Part.TRAIN)
            .map(SplitManifest.Entry::image)
            .toList();
    Path pixels = split.withPartOfPixels(part, scored).pixels();
    assertThat(score(trained, model, whole, null)).isEqualTo(Child.DONE);

    int exit = score(trained, model, null, part, null, split.manifest(), null, pixels, List.of());

    assertThat(exit).isEqualTo(Child.DONE);
    for (String file : List.of("test.csv", "validation.csv")) {
      assertThat(part.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    SplitManifest.Entry left = split.content().part(Part.TRAIN).get(10);
    try (PixelsFile there = PixelsFile.open(pixels);
        PixelsFile all = PixelsFile.open(split.pixels())) {
      assertThat(there.image(left.image())).isNotEqualTo(all.image(left.image()));
    }
  }

  @Test
  void scoresTestAndValidationInTheOrderOfTheManifest() throws Exception {
    TrainerResult.Saved saved = trained.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Path scratch = folder.resolve("scores");

    assertThat(score(trained.file(saved.modelFile()), scratch)).isEqualTo(Child.DONE);

    assertThat(lastEvent(scratch)).isEqualTo(new ChildEvent.Done(Scorer.RESULT));
    ScorerResult result =
        Json.read(Files.readString(scratch.resolve(Scorer.RESULT)), ScorerResult.class);
    assertThat(result.images()).isEqualTo(28);
    Predictions test = Predictions.read(scratch.resolve(result.testFile()));
    Predictions validation = Predictions.read(scratch.resolve(result.validationFile()));
    assertThat(test.classes()).containsExactly("dark", "light");
    List<SplitManifest.Entry> entries = split.content().part(Part.TEST);
    assertThat(test.rows())
        .extracting(Predictions.Row::image)
        .containsExactlyElementsOf(entries.stream().map(SplitManifest.Entry::image).toList());
    assertThat(test.rows())
        .extracting(Predictions.Row::label)
        .containsExactlyElementsOf(entries.stream().map(SplitManifest.Entry::label).toList());

    // What the trainer chose by, computed once more from the images.
    long right = validation.rows().stream().filter(r -> r.predicted() == r.label()).count();
    assertThat((double) right / validation.rows().size())
        .isEqualTo(saved.manifest().best().validationAccuracy());
    double loss =
        validation.rows().stream()
            .mapToDouble(r -> -Math.log(r.probabilities()[r.label()]))
            .average()
            .orElseThrow();
    assertThat(loss).isCloseTo(saved.manifest().best().validationLoss(), within(1e-4));
  }

  /** Of both kinds of training, and of the head that is solved. */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "linear", "fine-tuned"})
  void scoresEachFindingForItself(String what) throws Exception {
    Path at = Files.createDirectories(folder.resolve("findings-" + what));
    TinySplit findings = split.withFindings(at);
    Runs runs = Runs.of(findings, at.resolve("run")).backbone("resnet18").seed(3);
    boolean frozen = !what.equals("fine-tuned");
    Runs run = frozen ? runs.frozen(1e-3, 5) : runs;
    assertThat(run.run(frozen ? what : "linear")).isEqualTo(Child.DONE);
    TrainerResult.Saved saved = run.result().checkpoints().get(Checkpoint.BEST_LOSS);
    assertThat(saved.manifest().isOfFindings()).isTrue();

    Path scratch = at.resolve("scores");
    Files.createDirectories(scratch);
    Path model = scratch.resolve("model.json");
    Files.writeString(model, saved.manifest().toJson());
    ScorerJob job =
        new ScorerJob(
            Hash.ofText("score"),
            run.file(saved.modelFile()).toString(),
            model.toString(),
            1,
            "cpu",
            findings.pixels().toString(),
            findings.manifest().toString(),
            scratch.toString(),
            scratch.resolve("events").toString(),
            null,
            null,
            null,
            run.form(),
            null,
            List.of());
    Path file = Files.writeString(scratch.resolve("job.json"), Json.write(job));
    assertThat(
            Child.run(
                new String[] {file.toString()},
                ScorerJob.class,
                ScorerJob::eventsFile,
                (j, events) -> new Scorer(j, events).run()))
        .isEqualTo(Child.DONE);

    FindingPredictions test = FindingPredictions.read(scratch.resolve("test.csv"));
    assertThat(test.findings()).containsExactly("bright", "even");
    assertThat(test.rows())
        .extracting(FindingPredictions.Row::image, FindingPredictions.Row::truth)
        .containsExactlyElementsOf(
            findings.content().part(Part.TEST).stream()
                .map(e -> Tuple.tuple(e.image(), e.findings()))
                .toList());
    // What the trainer chose by, computed once more from the probabilities of known findings.
    double loss = 0;
    int known = 0;
    int right = 0;
    for (FindingPredictions.Row row :
        FindingPredictions.read(scratch.resolve("validation.csv")).rows()) {
      for (int f = 0; f < 2; f++) {
        if (row.truth().isKnown(f)) {
          double p = row.probabilities()[f];
          loss -= Math.log(row.truth().isPresent(f) ? p : 1 - p);
          right += p > 0.5 == row.truth().isPresent(f) ? 1 : 0;
          known++;
        }
      }
    }
    assertThat(known).isBetween(11, 19);
    assertThat(loss / known).isCloseTo(saved.manifest().best().validationLoss(), within(1e-4));
    assertThat((double) right / known).isEqualTo(saved.manifest().best().validationAccuracy());
  }

  private static ScorerResult result(Path scratch) throws IOException {
    return Json.read(Files.readString(scratch.resolve(Scorer.RESULT)), ScorerResult.class);
  }

  /** Anything but the right bytes of a backbone: it must not be read where all is known. */
  private static Path withoutItsBackbone(Path model, Path copy) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor tensor : TensorFile.read(model).values()) {
      boolean head = tensor.name().startsWith("fc.") || tensor.name().startsWith("knn.");
      tensors.add(head ? tensor : Tensor.of(tensor.name(), List.of(1L), new float[1]));
    }
    Safetensors.write(copy, tensors, Map.of());
    return copy;
  }

  @Test
  void featuresOfAFrozenBackboneAreComputedOnceForAllHeadsAndSeeds() throws Exception {
    Path first = folder.resolve("first");
    Path model = trained.file("best-accuracy.safetensors");
    assertThat(score(model, first)).isEqualTo(Child.DONE);
    assertThat(result(first).featuresFile()).isEqualTo("features.safetensors");
    Path features = first.resolve("features.safetensors");
    assertThat(TensorFile.read(features)).hasSize(18 + 10);

    Path second = folder.resolve("second");
    Path hollow = withoutItsBackbone(model, folder.resolve("hollow.safetensors"));
    assertThat(score(trained, hollow, second, features)).isEqualTo(Child.DONE);

    assertThat(result(second).featuresFile()).as("nothing was computed").isNull();
    assertThat(second.resolve("test.csv")).hasSameBinaryContentAs(first.resolve("test.csv"));
  }

  /** As it is stored: the backbone for all runs, and the head of this one. */
  @Test
  void aModelInTwoPartsSaysTheSameAsTheWholeAndTakesNoOtherTensors() throws Exception {
    TrainerResult.Saved saved = trained.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Path model = trained.file(saved.modelFile());
    Path backbone = folder.resolve("backbone.safetensors");
    Path head = folder.resolve("head.safetensors");
    SplitModel.split(model, saved.frozenTensors(), backbone, head);
    assertThat(TensorFile.read(head)).containsOnlyKeys("fc.weight", "fc.bias");
    Path whole = folder.resolve("of-the-whole");
    assertThat(score(model, whole)).isEqualTo(Child.DONE);

    Path parts = folder.resolve("of-parts");
    assertThat(score(trained, head, backbone, parts, null, split.manifest(), null))
        .isEqualTo(Child.DONE);

    for (String csv : List.of("test.csv", "validation.csv")) {
      assertThat(parts.resolve(csv)).hasSameBinaryContentAs(whole.resolve(csv));
    }
    Path alone = folder.resolve("of-the-head-alone");
    assertThat(score(head, alone)).isNotEqualTo(Child.DONE);
  }

  /** A frozen model is the same network as any other: embedding first is only a shorter way. */
  @Test
  void aFrozenModelSaysTheSameAsItsNetworkOnImages() throws Exception {
    Path features = folder.resolve("on-features");
    Path images = folder.resolve("on-images");
    Path model = trained.file("best-accuracy.safetensors");
    assertThat(score(model, features)).isEqualTo(Child.DONE);
    Runs asIfFineTuned = trained.in(folder.resolve("as-if"));
    TrainerResult result = trained.result();
    Files.createDirectories(asIfFineTuned.file(""));
    Files.writeString(
        asIfFineTuned.file("result.json"),
        Json.write(result)
            .replace("\"frozen\":true", "\"frozen\":false")
            .replace("\"form\":\"folded\",", ""));

    assertThat(score(asIfFineTuned, model, images, null)).isEqualTo(Child.DONE);

    assertThat(result(images).featuresFile()).isNull();
    List<Predictions.Row> expected = Predictions.read(images.resolve("test.csv")).rows();
    List<Predictions.Row> rows = Predictions.read(features.resolve("test.csv")).rows();
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).probabilities())
          .containsExactly(expected.get(i).probabilities(), within(1e-5));
    }
  }

  @Test
  void scoresNeighboursFromTheModelAlone() throws Exception {
    Runs knn = trained.in(folder.resolve("knn"));
    assertThat(knn.run("knn")).isEqualTo(Child.DONE);
    Path scratch = folder.resolve("knn-scores");

    assertThat(score(knn, knn.file("best-accuracy.safetensors"), scratch, null))
        .isEqualTo(Child.DONE);

    List<Predictions.Row> rows = Predictions.read(scratch.resolve("validation.csv")).rows();
    double loss =
        rows.stream().mapToDouble(r -> -Math.log(r.probabilities()[r.label()])).average().orElse(0);
    assertThat(loss)
        .isCloseTo(
            knn.result()
                .checkpoints()
                .get(Checkpoint.BEST_ACCURACY)
                .manifest()
                .best()
                .validationLoss(),
            within(1e-6));
  }

  @Test
  void sameModelSameBytes() throws Exception {
    Path model = trained.file("best-loss.safetensors");
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    assertThat(score(model, one)).isEqualTo(Child.DONE);
    assertThat(score(model, other)).isEqualTo(Child.DONE);
    assertThat(one.resolve("test.csv")).hasSameBinaryContentAs(other.resolve("test.csv"));
  }

  /**
   * The interim analysis before: the test part had fewer images, some of them between newer ones.
   */
  private static Path smaller(Path file, int testImages) throws IOException {
    SplitManifest now = split.content();
    List<SplitManifest.Entry> gone =
        now.part(Part.TEST).stream()
            .sorted(Comparator.comparing(SplitManifest.Entry::sha256))
            .skip(testImages)
            .toList();
    new SplitManifest(
            now.formatVersion(),
            now.dataset(),
            now.version(),
            now.splitId(),
            now.layout(),
            now.classes(),
            now.groupKind(),
            now.synthetic(),
            now.seed(),
            now.hashes(),
            now.entries().stream().filter(entry -> !gone.contains(entry)).toList(),
            now.quarantined(),
            now.warnings())
        .write(file);
    return file;
  }

  private static Path together(Path file, Path... parts) throws IOException {
    List<Predictions.Row> rows = new ArrayList<>();
    for (Path part : parts) {
      for (Predictions.Row row : Predictions.read(part).rows()) {
        rows.add(new Predictions.Row(row.image(), row.group(), row.label(), row.probabilities()));
      }
    }
    new Predictions(split.content().classes(), rows).write(file);
    return file;
  }

  /** The pixels as they would be stored if somebody had corrupted the test images before. */
  private static Path corruptedPixels(Corruption corruption, Path file) throws IOException {
    try (PixelsFile pixels = PixelsFile.open(split.pixels());
        PixelsWriter writer = new PixelsWriter(file, TinySplit.PREPROCESSING.resize())) {
      CorruptedPixels corrupted = new CorruptedPixels(pixels, TinySplit.PREPROCESSING, corruption);
      for (SplitManifest.Entry entry : split.content().entries()) {
        PixelsFile.Image image =
            entry.part() == Part.TEST
                ? corrupted.image(entry.image())
                : pixels.image(entry.image());
        byte[] rgb = new byte[image.rgb().remaining()];
        image.rgb().get(rgb);
        writer.add(entry.image(), image.width(), image.height(), rgb);
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"frozen", "fine-tuned"})
  void scoresCorruptedTestImagesAsIfTheyHadBeenStored(String kind) throws Exception {
    Runs runs = kind.equals("frozen") ? trained : fineTuned();
    Path model = runs.file("best-accuracy.safetensors");
    Corruption noise = new Corruption(Kind.NOISE, 5);
    Corruption blur = new Corruption(Kind.BLUR, 3);
    Path both = folder.resolve(kind + "-corrupted");

    assertThat(
            score(
                runs,
                model,
                null,
                both,
                null,
                split.manifest(),
                null,
                split.pixels(),
                List.of(
                    new ScorerJob.Corrupted(noise, null, null),
                    new ScorerJob.Corrupted(blur, null, null))))
        .isEqualTo(Child.DONE);

    Path clean = folder.resolve(kind + "-clean");
    assertThat(score(runs, model, clean, null)).isEqualTo(Child.DONE);
    assertThat(both.resolve("test.csv")).hasSameBinaryContentAs(clean.resolve("test.csv"));
    for (Corruption corruption : List.of(noise, blur)) {
      Path stored = folder.resolve(kind + "-stored-" + corruption.slug());
      Path pixels =
          corruptedPixels(corruption, folder.resolve(kind + "-pixels-" + corruption.slug()));
      assertThat(score(runs, model, null, stored, null, split.manifest(), null, pixels, List.of()))
          .isEqualTo(Child.DONE);
      assertThat(both.resolve("test-" + corruption.slug() + ".csv"))
          .hasSameBinaryContentAs(stored.resolve("test.csv"));
      assertThat(stored.resolve("validation.csv"))
          .hasSameBinaryContentAs(both.resolve("validation.csv"));
    }
    assertThat(both.resolve("test-noise-5.csv"))
        .binaryContent()
        .isNotEqualTo(Files.readAllBytes(both.resolve("test.csv")));
    ScorerResult.Corrupted first = result(both).corrupted().getFirst();
    assertThat(first.featuresFile())
        .isEqualTo(kind.equals("frozen") ? "features-noise-5.safetensors" : null);

    // once more, with what is known by now: nothing is computed
    Path again = folder.resolve(kind + "-again");
    Path known =
        together(
            folder.resolve(kind + "-known.csv"),
            both.resolve("test.csv"),
            both.resolve("validation.csv"));
    Path knownNoise =
        together(folder.resolve(kind + "-known-noise.csv"), both.resolve("test-noise-5.csv"));
    assertThat(
            score(
                runs,
                model,
                null,
                again,
                null,
                split.manifest(),
                known,
                split.pixels(),
                List.of(new ScorerJob.Corrupted(noise, null, knownNoise.toString()))))
        .isEqualTo(Child.DONE);
    assertThat(again.resolve("test-noise-5.csv"))
        .hasSameBinaryContentAs(both.resolve("test-noise-5.csv"));
    assertThat(result(again).corrupted().getFirst().featuresFile()).isNull();
  }

  private static Runs fineTuned() throws IOException {
    Runs runs = Runs.of(split, folder.resolve("fine-tuned"));
    if (!Files.exists(runs.file("result.json"))) {
      assertThat(runs.run()).isEqualTo(Child.DONE);
    }
    return runs;
  }

  private static Runs neighbours() throws IOException {
    Runs runs = trained.in(folder.resolve("grown-knn"));
    assertThat(runs.run("knn")).isEqualTo(Child.DONE);
    return runs;
  }

  @ParameterizedTest
  @ValueSource(strings = {"frozen", "knn", "fine-tuned"})
  void scoresOnlyTheNewImagesOfATestPartThatGrewAndWritesTheBytesOfAll(String kind)
      throws Exception {
    Runs runs =
        switch (kind) {
          case "frozen" -> trained;
          case "knn" -> neighbours();
          default -> fineTuned();
        };
    Path model = runs.file("best-accuracy.safetensors");
    Path all = folder.resolve(kind + "-all");
    assertThat(score(runs, model, all, null)).isEqualTo(Child.DONE);
    Path before = folder.resolve(kind + "-before");
    Path manifestBefore = smaller(folder.resolve(kind + "-before.json"), 11);
    assertThat(score(runs, model, before, null, manifestBefore, null)).isEqualTo(Child.DONE);
    Path known =
        together(
            folder.resolve(kind + "-known.csv"),
            before.resolve("test.csv"),
            before.resolve("validation.csv"));
    Path grown = folder.resolve(kind + "-grown");

    assertThat(score(runs, model, grown, null, split.manifest(), known)).isEqualTo(Child.DONE);

    assertThat(grown.resolve("test.csv")).hasSameBinaryContentAs(all.resolve("test.csv"));
    assertThat(grown.resolve("validation.csv"))
        .hasSameBinaryContentAs(all.resolve("validation.csv"));
    assertThat(result(all).known()).isNull();
    assertThat(result(grown).images()).isEqualTo(18 + 10);
    assertThat(result(grown).known()).isEqualTo(11 + 10);
    if (!kind.equals("fine-tuned")) {
      assertThat(TensorFile.read(grown.resolve("features.safetensors")))
          .as("images that went through the backbone")
          .hasSize(18 - 11);
    }
  }

  /** So the model cannot have been asked. */
  @Test
  void whatIsKnownIsTakenAsItIsEvenWhereNoModelWouldSayIt() throws Exception {
    List<Predictions.Row> rows = new ArrayList<>();
    for (Part part : List.of(Part.TEST, Part.VALIDATION)) {
      for (SplitManifest.Entry entry : split.content().part(part)) {
        double first = 1.0 / (2 + rows.size());
        double[] probabilities = {first, 1 - first};
        rows.add(new Predictions.Row(entry.image(), entry.group(), entry.label(), probabilities));
      }
    }
    Path known = folder.resolve("all-known.csv");
    new Predictions(split.content().classes(), rows).write(known);
    Path scratch = folder.resolve("all-known");
    Path noModel = Files.writeString(folder.resolve("no-model"), "no model");

    assertThat(score(trained, noModel, scratch, null, split.manifest(), known))
        .isEqualTo(Child.DONE);

    assertThat(result(scratch).known()).isEqualTo(28);
    List<Predictions.Row> test = Predictions.read(scratch.resolve("test.csv")).rows();
    for (int i = 0; i < test.size(); i++) {
      assertThat(test.get(i).probabilities()).containsExactly(rows.get(i).probabilities());
    }
  }

  @Test
  void refusesWhatIsKnownOfOtherClasses() throws Exception {
    Path known = folder.resolve("other-classes.csv");
    new Predictions(
            List.of("light", "dark"),
            List.of(new Predictions.Row("image", "group", 0, new double[] {0.5, 0.5})))
        .write(known);
    Path scratch = folder.resolve("other-classes");

    assertThat(
            score(
                trained,
                trained.file("best-loss.safetensors"),
                scratch,
                null,
                split.manifest(),
                known))
        .isEqualTo(Child.BUG);

    assertThat(((ChildEvent.Failed) lastEvent(scratch)).reason()).contains("[light, dark]");
  }

  @Test
  void refusesAModelWithOtherKeys() throws Exception {
    List<Tensor> tensors =
        new ArrayList<>(TensorFile.read(trained.file("best-loss.safetensors")).values());
    tensors.add(Tensor.of("extra", 1));
    Path model = folder.resolve("extra.safetensors");
    Safetensors.write(model, tensors, Map.of());
    Path scratch = folder.resolve("refused");

    assertThat(score(model, scratch)).isEqualTo(Child.BUG);

    ChildEvent.Failed failed = (ChildEvent.Failed) lastEvent(scratch);
    assertThat(failed.actor()).isEqualTo(Actor.DEVELOPER);
    assertThat(failed.reason()).contains("unexpected keys [extra]");
  }

  @Test
  void probabilitiesOfExtremeLogitsSumToOne() {
    double[] p = TrainedModel.softmax(new float[] {9, 1e4f, -1e4f, 1e4f}, 1, 3);
    assertThat(p).containsExactly(0.5, 0, 0.5);
  }
}
