// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import dev.assay.datasets.phantom.PhantomChestXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The smallest study that has everything: frozen and fine-tuned cells, two seeds, real training.
 */
final class TinyStudy {
  /** In the names of phantoms. */
  private static final Pattern PATIENT = Pattern.compile("(person\\d+|IM-\\d+)");

  private TinyStudy() {}

  static Path images(Path folder) throws IOException {
    Path images = folder.resolve("phantoms");
    new PhantomChestXrays(60, 48, 3).write(images);
    return images;
  }

  /**
   * Folds of one data set, and models of another, which are those of the tiny study, tested on a
   * third.
   */
  static Path crossed(Path folder, Path images) throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    new PhantomChestXrays(40, 48, 9).write(elsewhere);
    return Files.writeString(
        folder.resolve("crossed.yaml"),
        """
        name: crossed
        datasets:
          - name: folded
            layout: folder
            images: %s
            split: {folds: 2}
          - name: phantoms
            layout: kermany
            images: %s
            split: {seed: 1, validation: 0.25}
            external: [{name: elsewhere, layout: kermany, images: %s}]
        pretrained: none
        backbones: [mobilenet_v2]
        training: [frozen]
        recipe: {name: paper, epochs: 2, batch-size: 16, learning-rate: 0.001}
        image-size: {resize: 36, crop: 32}
        seeds: [1]
        evaluation: {resamples: 500}
        robustness: {corruptions: [blur, jpeg], severities: [2]}
        threads: 1
        device: cpu
        """
            .formatted(images.resolve("train"), images, elsewhere));
  }

  static Path file(Path folder, int epochs) throws IOException {
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        name: tiny
        datasets:
          - name: phantoms
            layout: kermany
            split: {seed: 1, validation: 0.25}
        pretrained: none
        backbones: [mobilenet_v2]
        training: [frozen, fine-tuned]
        recipe: {name: paper, epochs: %d, batch-size: 16, learning-rate: 0.001}
        image-size: {resize: 36, crop: 32}
        seeds: [1, 2]
        evaluation: {resamples: 500}
        threads: 1
        device: cpu
        """
            .formatted(epochs));
  }

  /** Images that may show several findings, one of them in no image, and some not known. */
  static Path findings(Path folder) throws IOException {
    Path images = folder.resolve("several");
    new PhantomChestXrays(160, 48, 5).write(images);
    StringBuilder table =
        new StringBuilder("image,patient,true_Opacity,\"true_Dark, or =odd\",true_Hernia\n");
    try (Stream<Path> files = Files.walk(images)) {
      int number = 0;
      for (Path file : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
        String name = images.relativize(file).toString().replace('\\', '/');
        Matcher patient = PATIENT.matcher(name);
        if (!patient.find()) {
          throw new IOException("no patient in " + name);
        }
        String odd = number % 5 == 0 ? "" : number % 3 == 0 ? "1" : "0";
        table.append(
            "%s,%s,%d,%s,0\n"
                .formatted(name, patient.group(), name.contains("PNEUMONIA") ? 1 : 0, odd));
        number++;
      }
    }
    Files.writeString(images.resolve("images.csv"), table);
    return Files.writeString(
        folder.resolve("findings.yaml"),
        """
        name: findings
        datasets:
          - name: several
            layout: csv
            findings: all
            images: %s
            split: {seed: 1}
        pretrained: none
        backbones: [mobilenet_v2]
        training: [frozen, fine-tuned]
        recipe: {name: paper, epochs: 2, batch-size: 16, learning-rate: 0.001}
        image-size: {resize: 36, crop: 32}
        seeds: [1, 2]
        threads: 1
        device: cpu
        """
            .formatted(images));
  }
}
