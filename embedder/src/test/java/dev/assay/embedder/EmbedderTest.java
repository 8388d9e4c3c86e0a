// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import static dev.assay.embedder.OnnxModels.around;
import static dev.assay.embedder.OnnxModels.int64s;
import static dev.assay.embedder.OnnxModels.node;
import static dev.assay.embedder.OnnxModels.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Hash;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.datasets.corruption.CorruptedPixels;
import dev.assay.datasets.phantom.ProbeImage;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderTest {
  private static final int FILTERS = 6;
  private static final int SIDE = 32;
  private static final Preprocessing INPUT =
      new Preprocessing(
          36, SIDE, Preprocessing.BILINEAR, List.of(0.4, 0.5, 0.6), List.of(0.2, 0.3, 0.25));
  private static final List<String> IMAGES =
      List.of(Hash.ofText("a"), Hash.ofText("b"), Hash.ofText("c"));

  @TempDir Path folder;
  private Path model;
  private Path pixels;

  @BeforeEach
  void write() throws IOException {
    model = Files.write(folder.resolve("mine.onnx"), OnnxModels.network(FILTERS, 1));
    pixels = folder.resolve("pixels");
    Random random = new Random(2);
    try (PixelsWriter writer = new PixelsWriter(pixels, 36)) {
      for (String image : IMAGES) {
        byte[] rgb = new byte[3 * 36 * 40];
        random.nextBytes(rgb);
        writer.add(image, 40, 36, rgb);
      }
    }
  }

  private static ImportedModel described(@Nullable Probe probe) {
    return new ImportedModel(
        ImportedModel.ONNX,
        "Mine",
        null,
        null,
        FILTERS,
        new Output("feature", Output.NONE, 0),
        null,
        probe);
  }

  private EmbedderJob job(ImportedModel of, List<String> images, @Nullable Path known) {
    return new EmbedderJob(
        model.toString(),
        of,
        INPUT,
        ImportedModel.RUNTIME,
        2,
        pixels.toString(),
        images,
        known == null ? null : known.toString(),
        folder.resolve("features.safetensors").toString(),
        folder.resolve("events").toString());
  }

  private ChildEvent run(EmbedderJob job) throws IOException {
    Files.deleteIfExists(folder.resolve("events"));
    Path file = Files.writeString(folder.resolve("job.json"), Json.write(job));
    EmbedderMain.run(new String[] {file.toString()});
    return last();
  }

  private ChildEvent last() throws IOException {
    return Json.read(Files.readAllLines(folder.resolve("events")).getLast(), ChildEvent.class);
  }

  private Map<String, Tensor> features() throws IOException {
    return TensorFile.read(folder.resolve("features.safetensors"));
  }

  private String failure(EmbedderJob job) throws IOException {
    assertThat(run(job)).isInstanceOf(ChildEvent.Failed.class);
    return ((ChildEvent.Failed) last()).reason();
  }

  /** As if the pixels had been stored so. */
  @Test
  void embedsImagesAfterTheirCorruption() throws IOException {
    Corruption corruption = new Corruption(Corruption.Kind.JPEG, 4);
    EmbedderJob clean = job(described(null), IMAGES, null);
    EmbedderJob corrupted =
        new EmbedderJob(
            clean.modelFile(),
            clean.model(),
            clean.preprocessing(),
            clean.runtime(),
            clean.threads(),
            clean.pixelsFile(),
            clean.images(),
            null,
            clean.outputFile(),
            clean.eventsFile(),
            corruption);

    assertThat(run(corrupted)).isEqualTo(new ChildEvent.Done("features.safetensors"));

    Crop crop = new Crop(INPUT);
    try (PixelsFile file = PixelsFile.open(pixels)) {
      CorruptedPixels images = new CorruptedPixels(file, INPUT, corruption);
      for (String image : IMAGES) {
        float[] input = new float[3 * SIDE * SIDE];
        crop.write(images.image(image), FloatBuffer.wrap(input));
        double[] expected = OnnxModels.features(FILTERS, 1, input, SIDE);
        float[] is = features().get(image).floats();
        for (int i = 0; i < FILTERS; i++) {
          assertThat((double) is[i]).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
  }

  /** An inner tensor, against the same arithmetic in Java. */
  @Test
  void embedsImagesAsTheirNetworkDoes() throws IOException {
    assertThat(run(job(described(null), IMAGES, null)))
        .isEqualTo(new ChildEvent.Done("features.safetensors"));

    Crop crop = new Crop(INPUT);
    try (PixelsFile file = PixelsFile.open(pixels)) {
      for (String image : IMAGES) {
        float[] input = new float[3 * SIDE * SIDE];
        crop.write(file.image(image), FloatBuffer.wrap(input));
        double[] expected = OnnxModels.features(FILTERS, 1, input, SIDE);
        float[] is = features().get(image).floats();
        for (int i = 0; i < FILTERS; i++) {
          assertThat((double) is[i]).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
    List<String> lines = Files.readAllLines(folder.resolve("events"));
    ChildEvent.Progress progress =
        (ChildEvent.Progress) Json.read(lines.get(lines.size() - 2), ChildEvent.class);
    assertThat(progress.stage()).isEqualTo("features");
    assertThat(progress.fraction()).isEqualTo(1);
  }

  /** To the last bit: whatever else is embedded, in whatever order. */
  @Test
  void whatItSaysOfAnImageDependsOnNoOther() throws IOException {
    run(job(described(null), IMAGES, null));
    Map<String, Tensor> together = features();
    for (String image : IMAGES) {
      Files.delete(folder.resolve("features.safetensors"));
      run(job(described(null), List.of(image), null));

      assertThat(features()).containsOnlyKeys(image);
      assertThat(features().get(image).floats()).isEqualTo(together.get(image).floats());
    }
  }

  @Test
  void keepsWhatIsKnownAndDoesNotLoadAModelWithNothingToDo() throws IOException {
    float[] other = {9, 8, 7, 6, 5, 4};
    Path known = folder.resolve("known.safetensors");
    Safetensors.write(
        known, List.of(Tensor.of(IMAGES.get(1), List.of((long) FILTERS), other)), Map.of());

    run(job(described(null), IMAGES, known));

    assertThat(features()).containsOnlyKeys(IMAGES);
    assertThat(features().get(IMAGES.get(1)).floats()).isEqualTo(other);
    Files.write(model, new byte[] {1});
    assertThat(run(job(described(null), IMAGES, known))).isInstanceOf(ChildEvent.Done.class);
  }

  @Test
  void aProbeThatIsEqualPassesAndOneThatDiffersIsRefusedWithBothNumbers() throws IOException {
    EmbedderJob alone =
        new EmbedderJob(
            model.toString(),
            described(null),
            INPUT,
            ImportedModel.RUNTIME,
            2,
            null,
            List.of(),
            null,
            folder.resolve("features.safetensors").toString(),
            folder.resolve("events").toString());
    run(alone);
    float[] first = Arrays.copyOf(features().get(Probe.IMAGE).floats(), 3);
    List<Double> owners = new ArrayList<>();
    for (float number : first) {
      owners.add((double) number);
    }
    Files.delete(folder.resolve("features.safetensors"));

    assertThat(run(job(described(new Probe(Probe.IMAGE, owners, 1e-6)), IMAGES, null)))
        .isInstanceOf(ChildEvent.Done.class);

    Files.delete(folder.resolve("features.safetensors"));
    owners.set(1, owners.get(1) * 1.5 + 0.1);
    assertThat(failure(job(described(new Probe(Probe.IMAGE, owners, 1e-3)), IMAGES, null)))
        .startsWith("the probe differs: number 2 of the feature of assay-probe-1 is ")
        .contains(String.format(java.util.Locale.ROOT, "%.6g here and", first[1]))
        .contains(String.format(java.util.Locale.ROOT, "and %.6g by its", owners.get(1)));
    assertThat(folder.resolve("features.safetensors")).doesNotExist();
  }

  /** Whatever differs in the preprocessing changes the probe by more than a usual tolerance. */
  @Test
  void theProbeFindsEveryOtherPreprocessing() throws IOException {
    List<float[]> all = new ArrayList<>();
    for (Preprocessing of :
        List.of(
            INPUT,
            new Preprocessing(36, 32, "bicubic", INPUT.mean(), INPUT.std()),
            new Preprocessing(34, 32, "bilinear", INPUT.mean(), INPUT.std()),
            new Preprocessing(36, 32, "bilinear", INPUT.mean().reversed(), INPUT.std()),
            new Preprocessing(36, 32, "bilinear", INPUT.mean(), INPUT.std().reversed()))) {
      Files.deleteIfExists(folder.resolve("features.safetensors"));
      run(
          new EmbedderJob(
              model.toString(),
              described(null),
              of,
              ImportedModel.RUNTIME,
              1,
              null,
              List.of(),
              null,
              folder.resolve("features.safetensors").toString(),
              folder.resolve("events").toString()));
      all.add(features().get(Probe.IMAGE).floats());
    }
    double largest = 0;
    for (float number : all.get(0)) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (float[] other : all.subList(1, all.size())) {
      double difference = 0;
      for (int i = 0; i < FILTERS; i++) {
        difference = Math.max(difference, Math.abs(other[i] - all.get(0)[i]) / largest);
      }
      assertThat(difference).isGreaterThan(2e-3);
    }
  }

  @Test
  void refusesAnotherRuntimeAnotherSizeAndOtherPixels() throws IOException {
    EmbedderJob good = job(described(null), IMAGES, null);
    assertThat(
            failure(
                new EmbedderJob(
                    good.modelFile(),
                    good.model(),
                    INPUT,
                    "ONNX Runtime 1.22.0",
                    2,
                    good.pixelsFile(),
                    IMAGES,
                    null,
                    good.outputFile(),
                    good.eventsFile())))
        .contains(
            "the embedder has ONNX Runtime 1.29.0, and the service expects ONNX Runtime 1.22.0");
    ImportedModel larger =
        new ImportedModel(
            "onnx", "t", null, null, 7, new Output("feature", Output.NONE, 0), null, null);
    assertThat(failure(job(larger, IMAGES, null)))
        .isEqualTo(
            "feature.tensor 'feature' of shape [1, 6] gives a feature of 6 numbers with pool"
                + " 'none', but feature.size is 7");
    ImportedModel map =
        new ImportedModel("onnx", "t", null, null, 6, new Output("r", Output.NONE, 0), null, null);
    assertThat(failure(job(map, IMAGES, null))).contains("needs a pool");
    assertThat(
            failure(
                new EmbedderJob(
                    good.modelFile(),
                    good.model(),
                    INPUT.withSize(48, SIDE),
                    ImportedModel.RUNTIME,
                    2,
                    good.pixelsFile(),
                    IMAGES,
                    null,
                    good.outputFile(),
                    good.eventsFile())))
        .contains("the pixels were resized to 36 (bilinear), the model wants 48 (bilinear)");
  }

  @Test
  void looksAtTheFileItselfBeforeNativeCodeDoes() throws IOException {
    Files.write(model, around(part(1, node("Loop", List.of("image"), List.of("out")))));

    assertThat(failure(job(described(null), IMAGES, null)))
        .isEqualTo(
            model
                + ": operator 'Loop' can run without end; export with fixed shapes, so that loops"
                + " and branches are unrolled");
  }

  @Test
  void aFileThatTheRuntimeRefusesIsAnErrorOfTheUser() throws IOException {
    Files.write(
        model,
        around(
            part(1, node("Concat", List.of("image", "nothing"), List.of("feature"))),
            part(5, int64s("w", 1))));

    assertThat(failure(job(described(null), IMAGES, null)))
        .startsWith(model + " cannot be loaded by ONNX Runtime 1.29.0: ");
  }

  /** In a process, as services start it: little memory, no environment. */
  @Test
  void aGraphThatAsksForAllMemoryEndsItsProcessAlone() throws Exception {
    long huge = 1L << 36;
    Files.write(
        model,
        around(
            part(5, int64s("size", huge)),
            part(1, node("ConstantOfShape", List.of("size"), List.of("big"))),
            part(1, node("ReduceSum", List.of("big"), List.of("one"))),
            part(1, node("Mul", List.of("image", "one"), List.of("feature")))));

    int exit = process(job(described(null), IMAGES, null));

    assertThat(exit).isNotZero();
    if (last() instanceof ChildEvent.Failed failed) {
      assertThat(failed.reason()).contains("mine.onnx");
    }
  }

  @Test
  void aProcessEmbedsWithNothingOfTheEnvironment() throws Exception {
    assertThat(process(job(described(null), IMAGES, null))).isEqualTo(EmbedderMain.DONE);
    assertThat(features()).containsOnlyKeys(IMAGES);
    assertThat(Files.readString(folder.resolve("log"))).doesNotContain("Exception");
  }

  /** As in an installation, and no more: a long command line is more than the runtime bears. */
  private static List<String> classPath() {
    return Stream.of(
            EmbedderMain.class,
            EmbedderJob.class,
            ChildProcess.class,
            Tensor.class,
            ProbeImage.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            Nullable.class,
            OrtEnvironment.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toList();
  }

  private int process(EmbedderJob job) throws Exception {
    Path file = Files.writeString(folder.resolve("job.json"), Json.write(job));
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> words =
        JavaCommand.main(EmbedderJob.MAIN, classPath())
            .options(EmbedderJob.JVM_OPTIONS)
            .temporary(temporary)
            .arguments(file.toString())
            .wordsWithin(EmbedderJob.memoryBytes(Files.size(model)));
    try (ChildProcess child =
        ChildProcess.of(words)
            .emptyEnvironment()
            .environment("MALLOC_ARENA_MAX", "2")
            .log(folder.resolve("log"))
            .events(folder.resolve("events"), line -> {})
            .start()) {
      return child.waitFor();
    }
  }
}
