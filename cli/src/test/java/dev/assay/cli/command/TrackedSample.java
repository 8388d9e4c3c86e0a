// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.contracts.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The export of a study with two rows and two seeds, one of which trained for long. */
final class TrackedSample {
  static final String STUDY = "phantom-study";
  static final String LONG = "phantom/mobilenet_v2_tuned/seed-2";
  static final int EPOCHS = 700;

  final Map<String, String> files = new TreeMap<>();

  TrackedSample() throws IOException, URISyntaxException {
    Path root =
        Path.of(TrackedSample.class.getResource("/tracking/study.json").toURI()).getParent();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    files.put("losses/" + LONG + ".csv", losses());
  }

  /** Doubles with every digit, from the smallest to large ones. */
  private static String losses() {
    Random random = new Random(15);
    StringBuilder text =
        new StringBuilder("epoch,train_loss,validation_loss,validation_accuracy\n");
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      double scale = Math.pow(10, random.nextInt(600) - 300.0);
      text.append(
          "%d,%s,%s,%s\n"
              .formatted(
                  epoch,
                  random.nextDouble(),
                  random.nextDouble() * scale,
                  Math.ulp(random.nextDouble())));
    }
    return text.toString();
  }

  TrackedSample with(String file, String before, String after) {
    String text = files.get(file);
    if (text == null || !text.contains(before)) {
      throw new IllegalStateException(file + " has no " + before);
    }
    files.put(file, text.replace(before, after));
    return this;
  }

  byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder sums = new StringBuilder();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        put(zip, file.getKey(), file.getValue());
        sums.append(Hash.ofText(file.getValue())).append("  ").append(file.getKey()).append('\n');
      }
      put(zip, "SHA256SUMS", sums.toString());
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
