// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.networks.Backbone;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Inventory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights go from the mapped file to the engine without a copy on the way. */
class WeightsMemoryTest {
  @TempDir Path folder;

  /**
   * VGG16 has 553 MB, 411 of them in one tensor. A heap of 64 MB and 16 MB for direct buffers leave
   * no room for a copy of any kind; what the engine itself holds is measured.
   */
  @Test
  void readingALargeFileTakesLittleMoreMemoryThanItsTensors() throws Exception {
    Path file = zeros("vgg16", folder.resolve("vgg16.safetensors"));
    long tensors = Files.size(file);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-Xmx64m");
    command.add("-XX:MaxDirectMemorySize=16m");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Load.class.getName());
    command.add("vgg16");
    command.add(file.toString());

    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(output).isZero();
    long grown = Long.parseLong(output.substring(output.lastIndexOf('\n') + 1));
    System.out.printf("%d MB of tensors took %d MB of memory%n", tensors >> 20, grown >> 20);
    assertThat(grown).isBetween((long) (0.9 * tensors), (long) (1.1 * tensors) + (32 << 20));
  }

  /** A file of the right header and only zeros, which take no room on the disk. */
  private static Path zeros(String backbone, Path file) throws IOException {
    StringBuilder header = new StringBuilder("{");
    long offset = 0;
    for (Inventory.Slot slot : BackboneCatalogue.require(backbone).inventory().slots()) {
      long end = offset + 4 * slot.shape().stream().reduce(1L, (x, y) -> x * y);
      header
          .append(header.length() > 1 ? "," : "")
          .append(
              "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(slot.name(), slot.shape(), offset, end));
      offset = end;
    }
    // Padded, so that the tensors begin at a multiple of 8.
    header.append("}").append(" ".repeat((8 - (header.length() + 1) % 8) % 8));
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer start = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length).put(json);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(start.flip());
      channel.write(ByteBuffer.allocate(1), 8 + json.length + offset - 1);
    }
    return file;
  }

  /** Prints by how many bytes the memory of this process has grown, files not counted. */
  static final class Load {
    private Load() {}

    public static void main(String[] args) throws IOException {
      try (Torch torch = Torch.start(1, "cpu")) {
        long before = anonymous();
        Backbone backbone = Backbones.pretrained(args[0], Path.of(args[1]), torch.manager());
        if (backbone.learned().isEmpty()) {
          throw new IllegalStateException("nothing was loaded");
        }
        System.out.println(anonymous() - before);
      }
    }

    private static long anonymous() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
        String line = lines.filter(l -> l.startsWith("RssAnon:")).findFirst().orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
  }
}
