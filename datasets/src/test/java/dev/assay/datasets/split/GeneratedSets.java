// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/** Data sets drawn from a seed: classes of unequal size, patients with one to nine images. */
final class GeneratedSets {
  private final SplittableRandom random;
  private final int classes;
  private final boolean mixed;
  private final boolean withTest;
  private final List<ScannedImage> images = new ArrayList<>();
  private int nextPatient;

  private GeneratedSets(long seed, boolean mixed) {
    this.random = new SplittableRandom(seed);
    this.classes = random.nextInt(2, 6);
    this.mixed = mixed;
    this.withTest = mixed && random.nextInt(3) == 0;
    for (int label = 0; label < classes; label++) {
      add(random.nextInt(6, 60), label);
    }
  }

  /** Patients have one class each. */
  static GeneratedSets pure(long seed) {
    return new GeneratedSets(seed, false);
  }

  /** Some patients have images of two classes; some sets have a test part. */
  static GeneratedSets mixed(long seed) {
    return new GeneratedSets(seed, true);
  }

  private void add(int patients, int label) {
    for (int i = 0; i < patients; i++) {
      String patient = "p" + nextPatient++;
      Optional<Part> part =
          !withTest
              ? Optional.empty()
              // The first of a class are spread, so that no part lacks it.
              : Optional.of((i < 4 ? i % 2 == 0 : random.nextInt(4) == 0) ? Part.TEST : Part.TRAIN);
      int count = random.nextInt(1, 10);
      for (int image = 0; image < count; image++) {
        int of = mixed && random.nextInt(10) == 0 ? random.nextInt(classes) : label;
        images.add(image(patient + "/" + image, of, patient, part));
      }
    }
  }

  /** More images of known patients, and new patients. */
  GeneratedSets grow() {
    for (int i = random.nextInt(1, 30); i > 0; i--) {
      ScannedImage one = images.get(random.nextInt(images.size()));
      images.add(image("more" + images.size() + "/" + i, one.label(), one.group(), one.part()));
    }
    add(random.nextInt(0, 20), random.nextInt(classes));
    return this;
  }

  /** Makes one patient of two, as an image of both does; empty parts stay empty. */
  GeneratedSets link() {
    String one = images.get(random.nextInt(images.size())).group();
    String other = images.get(random.nextInt(images.size())).group();
    images.replaceAll(i -> i.group().equals(other) ? image(i, one) : i);
    return this;
  }

  DatasetVersion version() {
    return version(images);
  }

  /** The same, found in another order under another key. */
  DatasetVersion shuffled(long seed) {
    List<ScannedImage> other = new ArrayList<>(images);
    Collections.shuffle(other, new Random(seed));
    other.replaceAll(i -> image(i, Hash.ofText(seed + i.group())));
    return version(other);
  }

  private DatasetVersion version(List<ScannedImage> found) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add("class" + i);
    }
    return TestVersions.version(
        Path.of("root"),
        "generated",
        "patient",
        names,
        found.stream().sorted(Comparator.comparing(ScannedImage::image)).toList());
  }

  private static ScannedImage image(ScannedImage i, String group) {
    return TestVersions.withGroup(i, group);
  }

  private static ScannedImage image(String id, int label, String patient, Optional<Part> part) {
    return TestVersions.image(
        Path.of("root", id),
        Hash.ofText(id),
        Hash.ofText("bytes of " + id),
        64,
        48,
        label,
        patient,
        part);
  }
}
