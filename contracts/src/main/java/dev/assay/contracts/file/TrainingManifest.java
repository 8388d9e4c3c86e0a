// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a training may know of a split: its training and validation images. It cannot name a test
 * image, so a trainer, which gets no other manifest, can neither train nor choose on one.
 *
 * @param formatVersion of this file
 * @param dataset name
 * @param classes in the order of the labels; the findings, if images have several
 * @param entries of the training and validation parts, in the order of the split
 */
public record TrainingManifest(
    int formatVersion, String dataset, List<String> classes, List<SplitManifest.Entry> entries) {

  public static final int FORMAT_VERSION = 1;

  /**
   * @throws NotForTrainingException if there is an entry of the test part
   */
  public TrainingManifest {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.text("dataset", dataset);
    classes = List.copyOf(Check.notEmpty("classes", classes));
    entries = List.copyOf(Check.present("entries", entries));
    FindingLabels.check(classes, entries.stream().map(SplitManifest.Entry::findings).toList());
    for (SplitManifest.Entry entry : entries) {
      if (entry.part() == Part.TEST) {
        throw new NotForTrainingException(entry.image());
      }
    }
  }

  /** The split without its test part. */
  public static TrainingManifest of(SplitManifest split) {
    return new TrainingManifest(
        FORMAT_VERSION,
        split.dataset(),
        split.classes(),
        split.entries().stream().filter(entry -> entry.part() != Part.TEST).toList());
  }

  /** Whether an image may show several of the classes, which are findings then. */
  public boolean hasFindings() {
    return !entries.isEmpty() && entries.getFirst().findings() != null;
  }

  /** The training images of a nested subset, in the order of the manifest. */
  public List<SplitManifest.Entry> train(double subsetRatio) {
    return entries.stream()
        .filter(entry -> entry.part() == Part.TRAIN && entry.subsetRank() <= subsetRatio)
        .toList();
  }

  /** The validation images, in the order of the manifest. */
  public List<SplitManifest.Entry> validation() {
    return entries.stream().filter(entry -> entry.part() == Part.VALIDATION).toList();
  }

  /** Hashes of the ids of all images that a training on a nested subset reads. */
  public List<String> images(double subsetRatio) {
    return Stream.concat(train(subsetRatio).stream(), validation().stream())
        .map(SplitManifest.Entry::image)
        .toList();
  }

  /**
   * @throws IllegalArgumentException if the file is no such manifest, or names a test image
   */
  public static TrainingManifest read(Path file) throws IOException {
    return Json.read(Files.readString(file), TrainingManifest.class);
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, Json.write(this));
  }
}
