// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.cli.CliException;
import dev.assay.cli.SixteenBitImages;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
  private static final String STUDY =
      """
      name: small
      datasets: [{name: phantom, layout: kermany, split: {seed: 1}}]
      pretrained: none
      backbones: [mobilenet_v2, resnet18]
      training: [frozen, fine-tuned]
      seeds: [1, 2, 3]
      recipe: {epochs: 2}
      image-size: {resize: 72, crop: 64}
      """;

  private static final WeightsFolder NO_WEIGHTS =
      new WeightsFolder(List.of(), List.of(), List.of());
  private static final List<String> NO_ADVICE = List.of();
  private static final Machine MACHINE = new Machine("there is no GPU", 1L << 50, 1L << 50);
  private static final AssumedSpeed SPEED = AssumedSpeed.standard(2, "this is a test");

  @TempDir Path folder;

  @Test
  void countsCellsRunsImagesAndPatients() throws Exception {
    Path images = folder.resolve("images");
    int written = new PhantomChestXrays(60, 32, 1).write(images);

    DryRun plan =
        DryRun.of(
            study(STUDY),
            new ImageFolders(Map.of("phantom", images)),
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);

    assertThat(plan.cells()).hasSize(4);
    assertThat(plan.runs()).isEqualTo(12);
    assertThat(plan.missingWeights()).isEmpty();
    DryRun.Images found = plan.datasets().getFirst();
    assertThat(found.images()).isEqualTo(written);
    assertThat(found.groups()).isEqualTo(written / 2);
    assertThat(found.synthetic()).isTrue();
    assertThat(found.parts().values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(written);
    assertThat(DryRunText.of(plan))
        .anyMatch(line -> line.contains("60 images of 30 patients (synthetic)"))
        .anyMatch(line -> line.contains("runs (cells x seeds): 12"))
        .anyMatch(line -> line.contains("weights none (random)"));
  }

  @Test
  void saysWhatEachImageSizeNeedsAndRefusesWhatABackboneDoesNotTake() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    ImageFolders folders = new ImageFolders(Map.of("phantom", images));
    String sized =
        STUDY
            .replace("[mobilenet_v2, resnet18]", "[mobilenet_v2, vit_b_16]")
            .replace("{resize: 72, crop: 64}", "[224, {crop: 384, backbones: vit_b_16}]");

    DryRun plan = DryRun.of(study(sized), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE);

    assertThat(plan.sizes()).extracting(DryRun.OfSize::input).containsExactly(224, 384);
    DryRun.OfSize small = plan.sizes().get(0);
    DryRun.OfSize large = plan.sizes().get(1);
    assertThat(small.estimatedSeconds() + large.estimatedSeconds())
        .isCloseTo(plan.estimatedSeconds(), within(1e-6));
    assertThat(large.memoryBytes())
        .isEqualTo(plan.memoryBytes())
        .isGreaterThan(small.memoryBytes());
    assertThat(DryRunText.of(plan))
        .anyMatch(line -> line.contains("ViT-B/16, 384 px, frozen"))
        .anyMatch(line -> line.matches(" +384 px: about .*, memory about .* GB"));
    String wrong = sized.replace("crop: 384", "crop: 390");
    assertThatThrownBy(
            () -> DryRun.of(study(wrong), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE))
        .isInstanceOfSatisfying(
            CliException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.field()).isEqualTo("image-size");
                          assertThat(fault.value()).isEqualTo("390");
                          assertThat(fault.message())
                              .contains("vit_b_16", "multiple of 16, such as 384 or 400");
                        }));
  }

  @Test
  void saysWhatWillBeCompared() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    ImageFolders folders = new ImageFolders(Map.of("phantom", images));
    String declared =
        STUDY + "evaluation: {primary: auroc, margin: 0.02, reference: {training: fine-tuned}}";

    List<String> standard =
        DryRunText.of(
            DryRun.of(study(STUDY), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE));
    List<String> contrasts =
        DryRunText.of(
            DryRun.of(
                study(STUDY + "evaluation: {pairs: none, contrasts: [frozen-vs-fine-tuned]}"),
                folders,
                NO_WEIGHTS,
                NO_ADVICE,
                SPEED,
                false,
                MACHINE));
    List<String> own =
        DryRunText.of(
            DryRun.of(study(declared), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE));

    assertThat(standard)
        .contains(
            "  compared: phantom: accuracy of each cell with MobileNetV2, frozen, head logistic"
                + " regression, 3 differences, adjusted p from max-t at 0.05 (default: the study"
                + " declares none)");
    assertThat(contrasts)
        .contains(
            "  compared: phantom: accuracy of the contrasts frozen-vs-fine-tuned, adjusted p from"
                + " max-t at 0.05");
    assertThat(own)
        .contains(
            "  compared: phantom: auroc of each cell with MobileNetV2, fine-tuned, head linear, "
                + "3 differences, adjusted p from max-t at 0.05, margin 0.02");
  }

  @Test
  void showsTheRowsOfPooledFoldsButTrainsNothingForThem() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    String folds = STUDY.replace("kermany, split: {seed: 1}", "folder, split: {folds: 2}");

    DryRun plan =
        DryRun.of(
            study(folds),
            new ImageFolders(Map.of("phantom", images.resolve("train"))),
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);

    assertThat(plan.cells()).hasSize(4 + 2 * 4);
    assertThat(plan.cells().subList(0, 4)).allMatch(row -> row.dataset().equals("phantom"));
    assertThat(plan.runs()).isEqualTo(2 * 12);
    assertThat(plan.datasets().getFirst().parts()).containsEntry("test", 48);
    assertThat(plan.comparisons()).extracting(Compared::dataset).containsExactly("phantom");
  }

  @Test
  void showsWhatModelsAreTestedOnBesidesAndTrainsNothingForIt() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    Path other = folder.resolve("other");
    new PhantomChestXrays(40, 32, 2).write(other);
    String external =
        STUDY.replace(
            "split: {seed: 1}}", "split: {seed: 1}, external: [{name: b, layout: kermany}]}");

    DryRun plan =
        DryRun.of(
            study(external),
            new ImageFolders(Map.of("phantom", images, "b", other)),
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);

    assertThat(plan.cells()).hasSize(8);
    assertThat(plan.runs()).isEqualTo(12);
    assertThat(plan.datasets().getLast().name()).isEqualTo("phantom.external-b");
    assertThat(plan.datasets().getLast().parts()).containsEntry("test", 40);
    assertThat(plan.notes()).anyMatch(note -> note.contains("treated as different"));
  }

  @Test
  void readsImagesAsARunWouldHaveThemRead() throws Exception {
    Path images = SixteenBitImages.write(folder.resolve("sixteen"), 1);
    Path other = SixteenBitImages.write(folder.resolve("other"), 2);
    String dataset = STUDY.replace("kermany, split: {seed: 1}", "folder%s");
    ImageFolders folders = new ImageFolders(Map.of("phantom", images, "b", other));
    String external =
        ", decoding: {sixteen-bit: min-max}, external: [{name: b, layout: folder,"
            + " decoding: {sixteen-bit: high-byte}}]";

    DryRun plan =
        DryRun.of(
            study(dataset.formatted(", decoding: {sixteen-bit: min-max}")),
            folders,
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);
    StudyFile unsaid = study(dataset.formatted(""));
    DryRun both =
        DryRun.of(
            study(dataset.formatted(external)),
            folders,
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);

    assertThat(plan.datasets().getFirst().images()).isEqualTo(20);
    assertThat(plan.datasets().getFirst().leftOut()).isEmpty();
    assertThat(both.datasets()).hasSize(2);
    assertThatThrownBy(
            () -> DryRun.of(unsaid, folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> assertThat(e.faults().getFirst().message()).contains("left out as blank"));
  }

  @Test
  void expectsMoreTimeForMoreWork() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    ImageFolders folders = new ImageFolders(Map.of("phantom", images));

    double few =
        DryRun.of(study(STUDY), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE)
            .estimatedSeconds();
    double many =
        DryRun.of(
                study(STUDY.replace("epochs: 2", "epochs: 200")),
                folders,
                NO_WEIGHTS,
                NO_ADVICE,
                SPEED,
                false,
                MACHINE)
            .estimatedSeconds();

    assertThat(many).isGreaterThan(3 * few);
  }

  @Test
  void countsTheImagesThatAreScoredOnCorruptionsAsWell() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    ImageFolders folders = new ImageFolders(Map.of("phantom", images));
    DryRun clean = DryRun.of(study(STUDY), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE);

    DryRun plan =
        DryRun.of(
            study(STUDY + "robustness: {corruptions: [noise, jpeg], severities: [1, 5]}\n"),
            folders,
            NO_WEIGHTS,
            NO_ADVICE,
            SPEED,
            false,
            MACHINE);

    int test = plan.datasets().getFirst().parts().get("test");
    assertThat(clean.corruptedImages()).isZero();
    assertThat(plan.runs()).as("nothing is trained again").isEqualTo(clean.runs()).isEqualTo(12);
    assertThat(plan.corruptedImages()).isEqualTo(12L * test * 4);
    assertThat(plan.estimatedSeconds()).isGreaterThan(clean.estimatedSeconds());
    assertThat(DryRunText.of(plan))
        .contains(
            "  scored on corruptions as well: " + 12 * test * 4 + " test images over all runs");
    assertThat(DryRunText.of(clean)).noneMatch(line -> line.contains("corruptions"));
  }

  @Test
  void expectsOfEachBackboneItsOwnTimeAndSaysWhatItAssumes() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    ImageFolders folders = new ImageFolders(Map.of("phantom", images));
    String tuned =
        STUDY.replace("[frozen, fine-tuned]", "[fine-tuned]").replace("epochs: 2", "epochs: 200");

    DryRun small = dryRun(tuned.replace("[mobilenet_v2, resnet18]", "[resnet50]"), folders);
    DryRun large = dryRun(tuned.replace("[mobilenet_v2, resnet18]", "[vgg16]"), folders);

    // 16.8 to 6.3 billion multiply-adds, written numbers included; children start alike.
    assertThat(large.estimatedSeconds() / small.estimatedSeconds()).isBetween(2.0, 2.7);
    assertThat(DryRunText.of(large))
        .anyMatch(line -> line.endsWith("(rough); assumed:"))
        .contains("    the speed of 2 threads of a usual x86-64 processor, because this is a test");
  }

  private DryRun dryRun(String study, ImageFolders folders) throws Exception {
    return DryRun.of(study(study), folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE);
  }

  @Test
  void namesBackbonesWithoutWeights() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);

    DryRun plan =
        DryRun.of(
            study(STUDY.replace("pretrained: none", "pretrained: imagenet")),
            new ImageFolders(Map.of("phantom", images)),
            NO_WEIGHTS,
            List.of("resnet18: put it there"),
            SPEED,
            false,
            MACHINE);

    assertThat(plan.missingWeights()).containsExactly("mobilenet_v2", "resnet18");
    assertThat(DryRunText.of(plan)).contains("    resnet18: put it there");
  }

  @Test
  void refusesAFolderWithoutTheLayout() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    ImageFolders folders = new ImageFolders(Map.of("phantom", empty));
    StudyFile study = study(STUDY);

    assertThatThrownBy(
            () -> DryRun.of(study, folders, NO_WEIGHTS, NO_ADVICE, SPEED, false, MACHINE))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> assertThat(e.faults().getFirst().field()).isEqualTo("phantom"));
  }

  private StudyFile study(String text) throws Exception {
    return StudyFile.read(Files.writeString(folder.resolve("study.yaml"), text));
  }
}
