// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.PackedImages;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.datasets.corruption.CorruptedPixels;
import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.phantom.ProbeImage;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import dev.assay.weights.onnx.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One job: looks at the file, loads it, proves its preprocessing, and embeds what is missing. */
final class Embedder {
  static final Duration LOADING = Duration.ofMinutes(5);
  static final Duration AN_IMAGE = Duration.ofMinutes(2);
  private static final long REPORT_EVERY = Duration.ofMillis(250).toNanos();

  private final EmbedderJob job;
  private final EmbedderMain.Events events;

  Embedder(EmbedderJob job, EmbedderMain.Events events) {
    this.job = job;
    this.events = events;
  }

  /**
   * @throws EmbedderException if the model cannot be used
   * @throws dev.assay.weights.WeightsException if its file holds what is refused
   */
  void run() throws IOException {
    String runtime = Network.runtime();
    if (!runtime.equals(job.runtime())) {
      throw new EmbedderException(
          Actor.OPERATOR,
          "the embedder has %s, and the service expects %s: they are of different versions of Assay"
              .formatted(runtime, job.runtime()));
    }
    Map<String, Tensor> known = new TreeMap<>(known());
    List<String> missing =
        job.images().stream().filter(image -> !known.containsKey(image)).distinct().toList();
    if (missing.isEmpty() && job.pixelsFile() != null) {
      return;
    }
    Path file = Path.of(job.modelFile());
    int side = job.preprocessing().crop();
    try (Deadline deadline = new Deadline(events)) {
      deadline.watch("loading the model", LOADING);
      OnnxFile seen = OnnxFile.read(file);
      try (Network network = Network.load(file, seen, job.model(), side, job.threads())) {
        deadline.watch("the probe", AN_IMAGE);
        probe(network);
        embed(network, missing, known, deadline);
      }
    }
  }

  /** What an earlier attempt left, or else what the job has. */
  private Map<String, Tensor> known() throws IOException {
    Path output = Path.of(job.outputFile());
    String given = job.featuresFile();
    if (Files.exists(output)) {
      return TensorFile.read(output);
    }
    return given == null ? Map.of() : TensorFile.read(Path.of(given));
  }

  /** The first numbers of the probe, or an error with both numbers. */
  private void probe(Network network) throws IOException {
    Probe probe = job.model().probe();
    if (probe == null && job.pixelsFile() != null) {
      return;
    }
    RgbImage drawn =
        PillowResize.resampled(
            ProbeImage.draw(), job.preprocessing().resize(), job.preprocessing().resampling());
    PixelsFile.Image image =
        new PixelsFile.Image(
            drawn.width(), drawn.height(), ByteBuffer.wrap(drawn.rgb()).asReadOnlyBuffer());
    new Crop(job.preprocessing()).write(image, network.pixels());
    float[] feature = network.feature();
    if (job.pixelsFile() == null) {
      String name = Probe.IMAGE;
      Tensor tensor = Tensor.of(name, List.of((long) feature.length), feature);
      Safetensors.write(Path.of(job.outputFile()), List.of(tensor), Map.of());
    }
    if (probe != null) {
      compare(probe, feature);
    }
  }

  private static void compare(Probe probe, float[] feature) {
    double largest = probe.first().stream().mapToDouble(Math::abs).max().orElseThrow();
    if (probe.first().size() > feature.length) {
      throw new EmbedderException(
          Actor.USER,
          "probe.first has %d numbers, but the feature has %d"
              .formatted(probe.first().size(), feature.length));
    }
    for (int i = 0; i < probe.first().size(); i++) {
      double owners = probe.first().get(i);
      double difference = Math.abs(feature[i] - owners) / largest;
      if (!(difference <= probe.tolerance())) {
        throw new EmbedderException(
            Actor.USER,
            String.format(
                Locale.ROOT,
                "the probe differs: number %d of the feature of %s is %.6g here and %.6g by its"
                    + " owner's code, a difference of %.2g of the largest number (tolerance %.2g);"
                    + " compare resize, crop, interpolation, mean, std, the order of colours,"
                    + " tensor and pool",
                i + 1,
                probe.image(),
                feature[i],
                owners,
                difference,
                probe.tolerance()));
      }
    }
  }

  private void embed(
      Network network, List<String> missing, Map<String, Tensor> known, Deadline deadline)
      throws IOException {
    String file = job.pixelsFile();
    if (file == null) {
      return;
    }
    long start = System.nanoTime();
    long reported = start - REPORT_EVERY;
    Crop crop = new Crop(job.preprocessing());
    try (PixelsFile packed = PixelsFile.openOnly(Path.of(file), new HashSet<>(missing))) {
      requireSize(packed);
      PackedImages pixels = corrupted(packed);
      for (int i = 0; i < missing.size(); i++) {
        String image = missing.get(i);
        crop.write(pixels.image(image), network.pixels());
        deadline.watch("the model, for one image,", AN_IMAGE);
        float[] feature = network.feature();
        known.put(image, Tensor.of(image, List.of((long) feature.length), feature));
        long now = System.nanoTime();
        if (now - reported >= REPORT_EVERY || i == missing.size() - 1) {
          reported = now;
          events.emit(progress(i + 1, missing.size(), (now - start) / 1e9));
        }
      }
    }
    Safetensors.write(Path.of(job.outputFile()), known.values(), Map.of());
  }

  private PackedImages corrupted(PixelsFile packed) {
    Corruption corruption = job.corruption();
    return corruption == null
        ? packed
        : new CorruptedPixels(packed, job.preprocessing(), corruption);
  }

  private void requireSize(PixelsFile pixels) {
    if (pixels.resize() != job.preprocessing().resize()
        || !pixels.interpolation().equals(job.preprocessing().resampling())) {
      throw new EmbedderException(
          Actor.DEVELOPER,
          "the pixels were resized to %d (%s), the model wants %d (%s)"
              .formatted(
                  pixels.resize(),
                  pixels.interpolation(),
                  job.preprocessing().resize(),
                  job.preprocessing().resampling()));
    }
  }

  private static ChildEvent.Progress progress(int done, int all, double seconds) {
    double rate = seconds > 0 ? done / seconds : 0;
    return new ChildEvent.Progress(
        "features",
        0,
        0,
        (double) done / all,
        null,
        null,
        null,
        rate > 0 ? rate : null,
        rate > 0 ? (all - done) / rate : null,
        null);
  }
}
