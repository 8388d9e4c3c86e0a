// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.SplitManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A split of small images of two classes that differ in which half is brighter, written as the
 * files that data-service writes.
 */
public record TinySplit(Path pixels, Path manifest, SplitManifest content) {
  public static final Preprocessing PREPROCESSING = Preprocessing.imageNet().withSize(36, 32);

  public static TinySplit write(Path folder, int train, int validation, int test)
      throws IOException {
    Path pixels = folder.resolve("pixels");
    List<SplitManifest.Entry> entries = new ArrayList<>();
    try (PixelsWriter writer = new PixelsWriter(pixels, PREPROCESSING.resize())) {
      for (int i = 0; i < train + validation + test; i++) {
        Part part = i < train ? Part.TRAIN : i < train + validation ? Part.VALIDATION : Part.TEST;
        String image = Hash.ofText("image" + i);
        int label = i % 2;
        writer.add(image, 36, 40, image(i, label));
        double rank = part == Part.TRAIN ? (i + 1.0) / train : 1;
        entries.add(
            new SplitManifest.Entry(image, Hash.ofText("bytes" + i), label, "g" + i, part, rank));
      }
    }
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));
    SplitManifest content =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "tiny",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "folder",
            List.of("dark", "light"),
            "patient",
            true,
            1,
            new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
            entries,
            Map.of(),
            List.of());
    Path manifest = folder.resolve("manifest.json");
    content.write(manifest);
    return new TinySplit(pixels, manifest, content);
  }

  /**
   * The same images with two findings: that the upper half is brighter, and one that is not known
   * of every third image and is present where its number is even.
   */
  public TinySplit withFindings(Path folder) throws IOException {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    int number = 0;
    for (SplitManifest.Entry entry : content.entries()) {
      String second = number % 3 == 0 ? "-" : number % 2 == 0 ? "1" : "0";
      number++;
      entries.add(
          new SplitManifest.Entry(
              entry.image(),
              entry.sha256(),
              0,
              entry.group(),
              entry.part(),
              entry.subsetRank(),
              Map.of(),
              new FindingLabels(entry.label() + second)));
    }
    SplitManifest with =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "tiny",
            content.version(),
            content.splitId(),
            "csv/findings:bright+even",
            List.of("bright", "even"),
            "patient",
            true,
            1,
            content.hashes(),
            entries,
            Map.of(),
            List.of());
    Path file = folder.resolve("manifest-findings.json");
    with.write(file);
    return new TinySplit(pixels, file, with);
  }

  /**
   * The same images in a file of very many, of which there is no more than some of them need, and
   * zeros elsewhere.
   */
  public TinySplit withPartOfPixels(Path folder, List<String> images) throws IOException {
    Path whole = folder.resolve("many-pixels");
    List<SplitManifest.Entry> inOrder = new ArrayList<>(content.entries());
    inOrder.sort(Comparator.comparing(entry -> !images.contains(entry.image())));
    try (PixelsFile packed = PixelsFile.open(pixels);
        PixelsWriter writer = new PixelsWriter(whole, packed.resize(), "bilinear", 1)) {
      for (SplitManifest.Entry entry : inOrder) {
        PixelsFile.Image image = packed.image(entry.image());
        byte[] rgb = new byte[image.rgb().remaining()];
        image.rgb().get(rgb);
        writer.add(entry.image(), image.width(), image.height(), rgb);
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    ArtifactRef ref = ArtifactRef.of(Hash.ofBytes(bytes), bytes.length, MediaTypes.PIXELS);
    BlockHashes list = BlockHashes.of(whole, ref, BlockHashes.LEAST_BLOCK);
    byte[] there = new byte[bytes.length];
    Path part = folder.resolve("part-of-pixels");
    Path found =
        new PixelsPart(images)
            .find(
                list,
                blocks -> {
                  blocks.stream()
                      .forEach(
                          i ->
                              System.arraycopy(
                                  bytes,
                                  (int) list.start(i),
                                  there,
                                  (int) list.start(i),
                                  (int) (list.end(i) - list.start(i))));
                  try {
                    return Files.write(part, there);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    return new TinySplit(found, manifest, content);
  }

  private static byte[] image(int number, int label) {
    CounterRandom random = CounterRandom.of("pixels" + number);
    byte[] rgb = new byte[36 * 40 * 3];
    for (int p = 0; p < 36 * 40; p++) {
      boolean bright = (p / 36 < 20) == (label == 1);
      for (int c = 0; c < 3; c++) {
        rgb[3 * p + c] = (byte) ((bright ? 150 : 60) + 90 * random.uniform(3L * p + c));
      }
    }
    return rgb;
  }
}
