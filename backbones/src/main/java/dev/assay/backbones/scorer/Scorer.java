// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.child.Usage;
import dev.assay.backbones.data.FeatureFile;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.datasets.corruption.CorruptedPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Scores the validation and the test images of a split with a trained model, or explains one. */
final class Scorer {
  static final String RESULT = "result.json";
  static final String EXPLANATION = "explanation.json";
  private static final String FEATURES = ScorerJob.FEATURES;

  private final ScorerJob job;
  private final EventLog events;
  private final ModelManifest model;
  private final SplitManifest manifest;
  private final Path scratch;
  private final KnownPredictions known;

  Scorer(ScorerJob job, EventLog events) throws IOException {
    this.job = job;
    this.events = events;
    this.model = ModelManifest.read(Path.of(job.modelManifestFile()));
    this.manifest = SplitManifest.read(Path.of(job.manifestFile()));
    this.scratch = Files.createDirectories(Path.of(job.scratch()));
    if (!model.classes().equals(manifest.classes())) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "the model knows the classes %s, the split has %s"
              .formatted(model.classes(), manifest.classes()));
    }
    if (model.isOfFindings() != manifest.hasFindings()) {
      throw new BackboneException(
          Actor.DEVELOPER, "only one of the model and the split is about several findings");
    }
    this.known = known(job.knownFile());
  }

  private KnownPredictions known(@Nullable String file) throws IOException {
    return file == null
        ? KnownPredictions.none()
        : KnownPredictions.read(Path.of(file), model.classes());
  }

  /**
   * @return name of the result file
   */
  String run() throws IOException {
    return job.explain() == null ? score() : explain(job.explain());
  }

  private String explain(ScorerJob.Explain wanted) throws IOException {
    SplitManifest.Entry entry =
        manifest.entries().stream()
            .filter(one -> one.image().equals(wanted.image()))
            .findFirst()
            .orElseThrow(
                () ->
                    new BackboneException(
                        Actor.USER, "the split has no image '%s'".formatted(wanted.image())));
    try (Torch torch = Torch.start(job.threads(), job.device());
        PixelsFile pixels = PixelsFile.openOnly(Path.of(job.pixelsFile()), Set.of(entry.image()))) {
      new Explainer(job, model, torch)
          .of(entry, pixels, wanted)
          .write(scratch.resolve(EXPLANATION));
    }
    return EXPLANATION;
  }

  /** Those that are scored: of others the file may have no pixels, where it is a part of one. */
  private static Set<String> images(
      List<SplitManifest.Entry> test, List<SplitManifest.Entry> validation) {
    return Stream.concat(test.stream(), validation.stream())
        .map(SplitManifest.Entry::image)
        .collect(Collectors.toSet());
  }

  private String score() throws IOException {
    long start = System.nanoTime();
    double cpuStart = Usage.cpuSeconds();
    new Meter(events, "preparing", 0, 1).images(0);
    List<SplitManifest.Entry> test = manifest.part(Part.TEST);
    List<SplitManifest.Entry> validation = manifest.part(Part.VALIDATION);
    try (Torch torch = Torch.start(job.threads(), job.device());
        PixelsFile pixels =
            PixelsFile.openOnly(Path.of(job.pixelsFile()), images(test, validation))) {
      TrainedModel network = new TrainedModel(job, model, torch, events);
      List<SplitManifest.Entry> missing = known.missing(test, validation);
      KnownPredictions all =
          known.and(
              missing,
              score(
                  network,
                  new TrainedModel.Images(
                      missing, pixels, features(job.featuresFile(), FEATURES))));
      double[][] ofValidation = all.of(validation);
      Optional<Calibration> calibration =
          model.isOfFindings()
              ? Optional.empty()
              : Calibration.fit(model, manifest, validation, ofValidation);
      write("test.csv", test, all.of(test), calibration);
      write("validation.csv", validation, ofValidation, calibration);
      List<ScorerResult.Corrupted> corrupted = new ArrayList<>();
      for (ScorerJob.Corrupted wanted :
          Objects.requireNonNullElse(job.corrupted(), List.<ScorerJob.Corrupted>of())) {
        corrupted.add(corrupted(wanted, network, pixels, calibration));
      }
      OptionalDouble temperature =
          calibration.map(Calibration::temperature).orElse(OptionalDouble.empty());
      ScorerResult result =
          new ScorerResult(
              "test.csv",
              "validation.csv",
              test.size() + validation.size(),
              (System.nanoTime() - start) / 1e9,
              Usage.cpuSeconds() - cpuStart,
              Usage.peakMemoryBytes(),
              ifWritten(FEATURES),
              temperature.isPresent() ? temperature.getAsDouble() : null,
              known.isEmpty() ? null : test.size() + validation.size() - missing.size(),
              corrupted);
      Files.writeString(scratch.resolve(RESULT), Json.writePretty(result));
      return RESULT;
    }
  }

  /**
   * The test images after a corruption. Their probabilities are calibrated as those of the images
   * as they are: a model does not know what was done to an image.
   */
  private ScorerResult.Corrupted corrupted(
      ScorerJob.Corrupted wanted,
      TrainedModel network,
      PixelsFile pixels,
      Optional<Calibration> calibration)
      throws IOException {
    Corruption corruption = wanted.corruption();
    String features = ScorerJob.featuresFile(corruption);
    List<SplitManifest.Entry> test = manifest.part(Part.TEST);
    KnownPredictions before = known(wanted.knownFile());
    List<SplitManifest.Entry> missing = before.missing(test, List.of());
    TrainedModel.Images images =
        new TrainedModel.Images(
            missing,
            new CorruptedPixels(pixels, model.run().preprocessing(), corruption),
            features(wanted.featuresFile(), features));
    KnownPredictions all = before.and(missing, score(network, images));
    String file = "test-" + corruption.slug() + ".csv";
    write(file, test, all.of(test), calibration);
    return new ScorerResult.Corrupted(corruption, file, ifWritten(features));
  }

  private double[][] score(TrainedModel network, TrainedModel.Images images) throws IOException {
    if (images.entries().isEmpty()) {
      return new double[0][];
    }
    Meter meter = new Meter(events, "scoring", 0, images.entries().size());
    return network.probabilities(images, meter::images);
  }

  private FeatureFile features(@Nullable String given, String computed) {
    return new FeatureFile(given == null ? null : Path.of(given), scratch.resolve(computed));
  }

  private @Nullable String ifWritten(String file) {
    return Files.exists(scratch.resolve(file)) ? file : null;
  }

  private void write(
      String name,
      List<SplitManifest.Entry> entries,
      double[][] probabilities,
      Optional<Calibration> calibration)
      throws IOException {
    if (model.isOfFindings()) {
      writeFindings(name, entries, probabilities);
      return;
    }
    List<double[]> calibrated =
        entries.isEmpty() || calibration.isEmpty()
            ? List.of()
            : calibration.get().apply(probabilities);
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      SplitManifest.Entry entry = entries.get(i);
      rows.add(
          new Predictions.Row(
              entry.image(),
              entry.group(),
              entry.label(),
              probabilities[i],
              calibrated.isEmpty() ? null : calibrated.get(i)));
    }
    new Predictions(model.classes(), rows).write(scratch.resolve(name));
  }

  private void writeFindings(
      String name, List<SplitManifest.Entry> entries, double[][] probabilities) throws IOException {
    List<FindingPredictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      SplitManifest.Entry entry = entries.get(i);
      rows.add(
          new FindingPredictions.Row(
              entry.image(),
              entry.group(),
              Objects.requireNonNull(entry.findings()),
              probabilities[i]));
    }
    new FindingPredictions(model.classes(), rows).write(scratch.resolve(name));
  }
}
